#include "reading.h"

#include <stdio.h>
#include <string.h>

static bool read_tcmalloc(const struct allocator *self, enum group group,
                          const struct output *out) {
  static const struct {
    const char *as, *name;
  } properties[] = {
      {"allocated", "generic.current_allocated_bytes"},
      {"heap", "generic.heap_size"},
      {"pageHeapFree", "tcmalloc.pageheap_free_bytes"},
      {"pageHeapUnmapped", "tcmalloc.pageheap_unmapped_bytes"},
      {"centralCacheFree", "tcmalloc.central_cache_free_bytes"},
      {"transferCacheFree", "tcmalloc.transfer_cache_free_bytes"},
      {"threadCacheFree", "tcmalloc.thread_cache_free_bytes"},
      {"threadCacheMax", "tcmalloc.max_total_thread_cache_bytes"},
  };
  if (group != GROUP_FIGURES) return false;
  out->row(out->to);
  for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
    size_t value;
    if (self->call.tcmalloc_property(properties[i].name, &value) != 0)
      out->number(out->to, properties[i].as, (double)value);
  }
  return true;
}

bool find_tcmalloc(symbol_lookup lookup, struct allocator *found) {
  void *property = lookup("MallocExtension_GetNumericProperty");
  if (property == NULL) return false;
  memset(found, 0, sizeof *found);
  found->name = "tcmalloc";
  found->read = read_tcmalloc;
  memcpy(&found->call.tcmalloc_property, &property, sizeof property);
  void *symbol = lookup("tc_version");
  if (symbol != NULL) {
    const char *(*tc_version)(int *, int *, const char **);
    memcpy(&tc_version, &symbol, sizeof symbol);
    int major, minor;
    const char *patch;
    tc_version(&major, &minor, &patch);
    snprintf(found->version, sizeof found->version, "%d.%d%s", major, minor, patch);
  }
  return true;
}
