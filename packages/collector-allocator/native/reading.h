/* What can be read of an allocator, and where it goes. No part of Node.js is needed below this header. */
#ifndef TELLTALE_READING_H
#define TELLTALE_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes what is read: rows of named numbers and texts. The names and texts are only borrowed. */
struct output {
  void *to;
  void (*row)(void *to);
  void (*number)(void *to, const char *name, double value);
  void (*text)(void *to, const char *name, const char *value);
};

/* Finds a function by its name, or gives NULL: dlsym with a handle of the caller's choice. */
typedef void *(*symbol_lookup)(const char *name);

enum group { GROUP_FIGURES, GROUP_ARENAS, GROUP_BINS, GROUP_OPTIONS };

/* An allocator that was found. The functions are those of the one in `name`; others are NULL. */
struct allocator {
  const char *name;
  char version[64];
  /* Writes the rows of a group; false where the allocator has nothing to say there. */
  bool (*read)(const struct allocator *self, enum group group, const struct output *out);
  union {
    int (*mallctl)(const char *, void *, size_t *, void *, size_t);
    void (*mi_process_info)(size_t *, size_t *, size_t *, size_t *, size_t *, size_t *, size_t *,
                            size_t *);
    int (*tcmalloc_property)(const char *, size_t *);
    void *mallinfo2;
  } call;
};

/* Each fills `found` and gives true where its functions are there, in charge of malloc or not. */
bool find_jemalloc(symbol_lookup lookup, struct allocator *found);
bool find_mimalloc(symbol_lookup lookup, struct allocator *found);
bool find_tcmalloc(symbol_lookup lookup, struct allocator *found);
bool find_glibc(symbol_lookup lookup, struct allocator *found);

/* Finds the allocator that malloc() of this process is. */
bool find_allocator(struct allocator *found);

#endif
