#include "reading.h"

#include <stdio.h>
#include <string.h>

static bool read_mimalloc(const struct allocator *self, enum group group,
                          const struct output *out) {
  if (group != GROUP_FIGURES) return false;
  size_t elapsed, user, system, rss, peak_rss, commit = 0, peak_commit = 0, faults;
  self->call.mi_process_info(&elapsed, &user, &system, &rss, &peak_rss, &commit, &peak_commit,
                             &faults);
  out->row(out->to);
  /* Not `rss`: on Linux it repeats what is committed. */
  out->number(out->to, "committed", (double)commit);
  out->number(out->to, "committedPeak", (double)peak_commit);
  return true;
}

bool find_mimalloc(symbol_lookup lookup, struct allocator *found) {
  void *info = lookup("mi_process_info");
  if (info == NULL) return false;
  memset(found, 0, sizeof *found);
  found->name = "mimalloc";
  found->read = read_mimalloc;
  memcpy(&found->call.mi_process_info, &info, sizeof info);
  void *symbol = lookup("mi_version");
  if (symbol != NULL) {
    int (*mi_version)(void);
    memcpy(&mi_version, &symbol, sizeof symbol);
    int version = mi_version();
    /* 209 is 2.0.9. What has more digits is shown as it is. */
    if (version < 1000)
      snprintf(found->version, sizeof found->version, "%d.%d.%d", version / 100, version / 10 % 10,
               version % 10);
    else
      snprintf(found->version, sizeof found->version, "%d", version);
  }
  return true;
}
