#include "reading.h"

#include <stdio.h>
#include <string.h>

/* mallinfo(3). Not from <malloc.h>: this compiles where the C library is older, or another. */
struct mallinfo2_result {
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};

static bool read_glibc(const struct allocator *self, enum group group, const struct output *out) {
  if (group != GROUP_FIGURES || self->call.mallinfo2 == NULL) return false;
  struct mallinfo2_result (*mallinfo2)(void);
  memcpy(&mallinfo2, &self->call.mallinfo2, sizeof mallinfo2);
  struct mallinfo2_result info = mallinfo2();
  /* A process without any memory from this malloc uses another one, which could not be seen. */
  if (info.arena == 0 && info.hblkhd == 0) return false;
  out->row(out->to);
  out->number(out->to, "allocated", (double)info.uordblks + (double)info.hblkhd);
  out->number(out->to, "free", (double)info.fordblks);
  out->number(out->to, "heap", (double)info.arena);
  out->number(out->to, "mmapped", (double)info.hblkhd);
  out->number(out->to, "mmappedRegions", (double)info.hblks);
  out->number(out->to, "fastbinFree", (double)info.fsmblks);
  out->number(out->to, "releasable", (double)info.keepcost);
  return true;
}

bool find_glibc(symbol_lookup lookup, struct allocator *found) {
  void *symbol = lookup("gnu_get_libc_version");
  if (symbol == NULL) return false;
  memset(found, 0, sizeof *found);
  found->name = "glibc";
  found->read = read_glibc;
  /* NULL before glibc 2.33, whose mallinfo() is wrong from 2 GiB on. */
  found->call.mallinfo2 = lookup("mallinfo2");
  const char *(*version)(void);
  memcpy(&version, &symbol, sizeof symbol);
  snprintf(found->version, sizeof found->version, "%s", version());
  return true;
}
