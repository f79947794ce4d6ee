#include "reading.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* jemalloc(3), MALLCTL_ARENAS_ALL: where an index of an arena stands, all of them together. */
#define ARENAS_ALL 4096

/* Reads a value whose size jemalloc knows: it refuses any other size. */
static bool get(const struct allocator *self, const char *name, void *value, size_t size) {
  size_t length = size;
  return self->call.mallctl(name, value, &length, NULL, 0) == 0 && length == size;
}

static void put_size(const struct allocator *self, const struct output *out, const char *as,
                     const char *name, size_t unit) {
  size_t value;
  if (get(self, name, &value, sizeof value)) out->number(out->to, as, (double)value * (double)unit);
}

static void put_uint64(const struct allocator *self, const struct output *out, const char *as,
                       const char *name) {
  uint64_t value;
  if (get(self, name, &value, sizeof value)) out->number(out->to, as, (double)value);
}

static void put_unsigned(const struct allocator *self, const struct output *out, const char *as,
                         const char *name) {
  unsigned value;
  if (get(self, name, &value, sizeof value)) out->number(out->to, as, value);
}

/* Statistics stand still until the epoch is written. */
static bool refresh(const struct allocator *self) {
  uint64_t epoch = 1;
  return self->call.mallctl("epoch", NULL, NULL, &epoch, sizeof epoch) == 0;
}

static bool read_figures(const struct allocator *self, const struct output *out) {
  size_t allocated;
  /* Built without statistics, it has none of these names. */
  if (!refresh(self) || !get(self, "stats.allocated", &allocated, sizeof allocated)) return false;
  out->row(out->to);
  out->number(out->to, "allocated", (double)allocated);
  put_size(self, out, "active", "stats.active", 1);
  put_size(self, out, "metadata", "stats.metadata", 1);
  put_size(self, out, "resident", "stats.resident", 1);
  put_size(self, out, "mapped", "stats.mapped", 1);
  put_size(self, out, "retained", "stats.retained", 1);
  put_unsigned(self, out, "arenas", "arenas.narenas");
  return true;
}

static bool read_arenas(const struct allocator *self, const struct output *out) {
  unsigned count;
  size_t page;
  if (!refresh(self) || !get(self, "arenas.narenas", &count, sizeof count) ||
      !get(self, "arenas.page", &page, sizeof page))
    return false;
  for (unsigned arena = 0; arena < count; arena++) {
    char name[96];
    bool initialized = false;
    snprintf(name, sizeof name, "arena.%u.initialized", arena);
    if (!get(self, name, &initialized, sizeof initialized) || !initialized) continue;
    out->row(out->to);
    out->number(out->to, "arena", arena);
    snprintf(name, sizeof name, "stats.arenas.%u.nthreads", arena);
    put_unsigned(self, out, "threads", name);
    static const struct {
      const char *as, *name;
      bool in_pages;
    } figures[] = {
        {"smallAllocated", "small.allocated", false},
        {"largeAllocated", "large.allocated", false},
        {"active", "pactive", true},
        {"dirty", "pdirty", true},
        {"muzzy", "pmuzzy", true},
        {"mapped", "mapped", false},
        {"retained", "retained", false},
        {"resident", "resident", false},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
      snprintf(name, sizeof name, "stats.arenas.%u.%s", arena, figures[i].name);
      put_size(self, out, figures[i].as, name, figures[i].in_pages ? page : 1);
    }
  }
  return true;
}

static bool read_bins(const struct allocator *self, const struct output *out) {
  unsigned count;
  if (!refresh(self) || !get(self, "arenas.nbins", &count, sizeof count)) return false;
  for (unsigned bin = 0; bin < count; bin++) {
    char name[96];
    out->row(out->to);
    snprintf(name, sizeof name, "arenas.bin.%u.size", bin);
    put_size(self, out, "size", name, 1);
    snprintf(name, sizeof name, "stats.arenas.%u.bins.%u.nmalloc", ARENAS_ALL, bin);
    put_uint64(self, out, "allocations", name);
    snprintf(name, sizeof name, "stats.arenas.%u.bins.%u.ndalloc", ARENAS_ALL, bin);
    put_uint64(self, out, "deallocations", name);
    snprintf(name, sizeof name, "stats.arenas.%u.bins.%u.curregs", ARENAS_ALL, bin);
    put_size(self, out, "regions", name, 1);
    snprintf(name, sizeof name, "stats.arenas.%u.bins.%u.curslabs", ARENAS_ALL, bin);
    put_size(self, out, "slabs", name, 1);
  }
  return true;
}

enum option_type { OPT_BOOL, OPT_UNSIGNED, OPT_SIZE, OPT_SIGNED, OPT_TEXT };

/* What the process was started with; options that this jemalloc does not have are left out. */
static bool read_options(const struct allocator *self, const struct output *out) {
  static const struct {
    const char *name;
    enum option_type type;
  } options[] = {
      {"abort", OPT_BOOL},           {"abort_conf", OPT_BOOL},
      {"background_thread", OPT_BOOL}, {"cache_oblivious", OPT_BOOL},
      {"dirty_decay_ms", OPT_SIGNED}, {"dss", OPT_TEXT},
      {"junk", OPT_TEXT},            {"max_background_threads", OPT_SIZE},
      {"metadata_thp", OPT_TEXT},    {"muzzy_decay_ms", OPT_SIGNED},
      {"narenas", OPT_UNSIGNED},     {"oversize_threshold", OPT_SIZE},
      {"percpu_arena", OPT_TEXT},    {"prof", OPT_BOOL},
      {"retain", OPT_BOOL},          {"tcache", OPT_BOOL},
      {"tcache_max", OPT_SIZE},      {"thp", OPT_TEXT},
      {"zero", OPT_BOOL},
  };
  out->row(out->to);
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    char name[64];
    char text[32];
    union {
      bool flag;
      unsigned number;
      size_t size;
      ptrdiff_t offset;
      const char *string;
    } value;
    snprintf(name, sizeof name, "opt.%s", options[i].name);
    const char *shown = text;
    bool found = false;
    switch (options[i].type) {
      case OPT_BOOL:
        if ((found = get(self, name, &value.flag, sizeof value.flag)))
          shown = value.flag ? "true" : "false";
        break;
      case OPT_UNSIGNED:
        if ((found = get(self, name, &value.number, sizeof value.number)))
          snprintf(text, sizeof text, "%u", value.number);
        break;
      case OPT_SIZE:
        if ((found = get(self, name, &value.size, sizeof value.size)))
          snprintf(text, sizeof text, "%zu", value.size);
        break;
      case OPT_SIGNED:
        if ((found = get(self, name, &value.offset, sizeof value.offset)))
          snprintf(text, sizeof text, "%td", value.offset);
        break;
      case OPT_TEXT:
        if ((found = get(self, name, &value.string, sizeof value.string) && value.string != NULL))
          shown = value.string;
        break;
    }
    if (found) out->text(out->to, options[i].name, shown);
  }
  return true;
}

static bool read_jemalloc(const struct allocator *self, enum group group,
                          const struct output *out) {
  switch (group) {
    case GROUP_FIGURES:
      return read_figures(self, out);
    case GROUP_ARENAS:
      return read_arenas(self, out);
    case GROUP_BINS:
      return read_bins(self, out);
    case GROUP_OPTIONS:
      return read_options(self, out);
  }
  return false;
}

bool find_jemalloc(symbol_lookup lookup, struct allocator *found) {
  void *mallctl = lookup("mallctl");
  if (mallctl == NULL) return false;
  memset(found, 0, sizeof *found);
  found->name = "jemalloc";
  found->read = read_jemalloc;
  memcpy(&found->call.mallctl, &mallctl, sizeof mallctl);
  const char *version;
  if (get(found, "version", &version, sizeof version) && version != NULL)
    snprintf(found->version, sizeof found->version, "%s", version);
  return true;
}
