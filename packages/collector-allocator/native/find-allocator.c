#define _GNU_SOURCE
#include "reading.h"

#include <dlfcn.h>
#include <link.h>
#include <sys/auxv.h>

static void *in_process(const char *name) { return dlsym(RTLD_DEFAULT, name); }

struct place {
  uintptr_t address;
  const void *headers;
};

static int holds(struct dl_phdr_info *object, size_t size, void *data) {
  (void)size;
  struct place *place = data;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    uintptr_t begin = object->dlpi_addr + segment->p_vaddr;
    if (segment->p_type != PT_LOAD || place->address - begin >= segment->p_memsz) continue;
    place->headers = object->dlpi_phdr;
    return 1;
  }
  return 0;
}

/*
 * The library or program that an address lies in, known by its program headers. Not by dladdr(), which
 * looks at each of the hundred thousand symbols of Node.js: some milliseconds.
 */
static const void *object_of(const void *address) {
  struct place place = {.address = (uintptr_t)address};
  return address != NULL && dl_iterate_phdr(holds, &place) != 0 ? place.headers : NULL;
}

/*
 * The object that malloc() comes from. In a program at a fixed address, as Node.js is, the address
 * of malloc may be that of a stub in the program; malloc_usable_size() then tells, which every
 * allocator brings with it and of which nobody takes the address.
 */
static bool is_in_charge(const char *symbol) {
  const void *object = object_of(in_process(symbol));
  const void *malloc_object = object_of(in_process("malloc"));
  if (object == NULL || malloc_object == NULL) return false;
  if (object == malloc_object) return true;
  const void *program = object_of((const void *)getauxval(AT_ENTRY));
  return malloc_object == program && object == object_of(in_process("malloc_usable_size"));
}

bool find_allocator(struct allocator *found) {
  /* glibc is in every process of its kind, so it comes last. */
  static const struct {
    const char *symbol;
    bool (*find)(symbol_lookup, struct allocator *);
  } allocators[] = {
      {"mallctl", find_jemalloc},
      {"mi_process_info", find_mimalloc},
      {"MallocExtension_GetNumericProperty", find_tcmalloc},
      {"gnu_get_libc_version", find_glibc},
  };
  for (size_t i = 0; i < sizeof allocators / sizeof *allocators; i++) {
    if (is_in_charge(allocators[i].symbol) && allocators[i].find(in_process, found)) return true;
  }
  return false;
}
