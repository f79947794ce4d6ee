/* For tests: report() gives what the allocator of the process says of itself in its own words. */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <node_api.h>

#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

struct text {
  size_t length;
  char bytes[1 << 20];
};

/* Static: a report must not allocate while the allocator counts. */
static struct text text;

static void append(const char *what) {
  size_t length = strlen(what);
  if (length > sizeof text.bytes - text.length) length = sizeof text.bytes - text.length;
  memcpy(text.bytes + text.length, what, length);
  text.length += length;
}

static void append_jemalloc(void *opaque, const char *what) {
  (void)opaque;
  append(what);
}

static void append_mimalloc(const char *what, void *opaque) {
  (void)opaque;
  append(what);
}

static napi_value report(napi_env env, napi_callback_info info) {
  (void)info;
  void *symbol;
  text.length = 0;
  if ((symbol = dlsym(RTLD_DEFAULT, "malloc_stats_print")) != NULL) {
    void (*print)(void (*)(void *, const char *), void *, const char *);
    memcpy(&print, &symbol, sizeof symbol);
    print(append_jemalloc, NULL, "Jmdablx");
  } else if ((symbol = dlsym(RTLD_DEFAULT, "mi_stats_print_out")) != NULL) {
    void (*print)(void (*)(const char *, void *), void *);
    memcpy(&print, &symbol, sizeof symbol);
    print(append_mimalloc, NULL);
  } else if ((symbol = dlsym(RTLD_DEFAULT, "MallocExtension_GetStats")) != NULL) {
    void (*get)(char *, int);
    memcpy(&get, &symbol, sizeof symbol);
    get(text.bytes, sizeof text.bytes);
    text.length = strnlen(text.bytes, sizeof text.bytes);
  } else {
    static char stream_buffer[1 << 12];
    FILE *file = fmemopen(text.bytes, sizeof text.bytes, "w");
    setvbuf(file, stream_buffer, _IOFBF, sizeof stream_buffer);
    malloc_info(0, file);
    text.length = (size_t)ftell(file);
    fclose(file);
  }
  napi_value result;
  if (napi_create_string_utf8(env, text.bytes, text.length, &result) != napi_ok) return NULL;
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "report", NAPI_AUTO_LENGTH, report, NULL, &function) == napi_ok)
    napi_set_named_property(env, exports, "report", function);
  return exports;
}
