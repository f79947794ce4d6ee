/*
 * For tests: calls every reading function of the addon many times, in a program that the compiler has
 * made watchful. It is linked with the allocator; malloc() is the sanitizer's, so the memory that the
 * allocator is to count is taken by a function that has its name.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "reading.h"

static void *lookup(const char *name) { return dlsym(RTLD_DEFAULT, name); }
static void *lookup_nothing(const char *name) { return (void)name, NULL; }

static size_t rows, numbers, texts, characters;
static double allocated;

static void row(void *to) { (void)to, rows++; }

static void number(void *to, const char *name, double value) {
  (void)to;
  if (!strcmp(name, "allocated") || !strcmp(name, "committed")) allocated = value;
  numbers++;
  characters += strlen(name);
}

static void text(void *to, const char *name, const char *value) {
  (void)to;
  texts++;
  characters += strlen(name) + strlen(value);
}

static const struct output out = {.row = row, .number = number, .text = text};

static void read_all(const struct allocator *allocator, int times) {
  for (int i = 0; i < times; i++)
    for (int group = GROUP_FIGURES; group <= GROUP_OPTIONS; group++)
      allocator->read(allocator, (enum group)group, &out);
}

typedef bool (*find)(symbol_lookup, struct allocator *);

int main(int count, char **arguments) {
  static const find finders[] = {find_jemalloc, find_mimalloc, find_tcmalloc, find_glibc};
  struct allocator allocator;
  bool is_known = find_allocator(&allocator);
  if (is_known) read_all(&allocator, 10);
  printf("{\"name\":\"in charge\",\"version\":\"%s\"}\n", is_known ? allocator.name : "unknown");
  for (size_t i = 0; i < sizeof finders / sizeof *finders; i++) {
    if (finders[i](lookup_nothing, &allocator)) return 1;
    if (!finders[i](lookup, &allocator)) continue;
    rows = numbers = texts = 0;
    allocated = 0;
    read_all(&allocator, 1);
    double before = allocated;
    void *symbol = count > 1 ? lookup(arguments[1]) : NULL;
    if (symbol != NULL) {
      void *(*take)(size_t, int);
      memcpy(&take, &symbol, sizeof symbol);
      for (int block = 0; block < 2000; block++) memset(take(10000, 0), 1, 10000);
    }
    read_all(&allocator, 1000);
    printf("{\"name\":\"%s\",\"version\":\"%s\",\"rows\":%zu,\"numbers\":%zu,\"texts\":%zu,"
           "\"grown\":%.0f}\n",
           allocator.name, allocator.version, rows, numbers, texts, allocated - before);
  }
  return 0;
}
