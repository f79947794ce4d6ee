/*
 * The Node-API side: allocator() says which allocator was found, read(group) what it says. Any number of
 * threads can load it.
 */
#define NAPI_VERSION 8
#include <node_api.h>

#include <pthread.h>
#include <string.h>

#include "reading.h"

/* One reading at a time: another thread's refresh would mix two moments in one row. */
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;

/* A process has the same allocator from its beginning to its end. Guarded by `reading`. */
static struct allocator allocator;
static enum { NOT_SOUGHT, KNOWN, UNKNOWN } search = NOT_SOUGHT;

/* Not by pthread_once(), which would need glibc 2.34. */
static bool knows_allocator(void) {
  pthread_mutex_lock(&reading);
  if (search == NOT_SOUGHT) search = find_allocator(&allocator) ? KNOWN : UNKNOWN;
  bool is_known = search == KNOWN;
  pthread_mutex_unlock(&reading);
  return is_known;
}

struct rows {
  napi_env env;
  napi_value array;
  napi_value row;
  uint32_t count;
  bool failed;
};

static void begin_row(void *to) {
  struct rows *rows = to;
  if (rows->failed) return;
  rows->failed = napi_create_object(rows->env, &rows->row) != napi_ok ||
                 napi_set_element(rows->env, rows->array, rows->count++, rows->row) != napi_ok;
}

static void put_number(void *to, const char *name, double number) {
  struct rows *rows = to;
  napi_value value;
  if (rows->failed) return;
  rows->failed = napi_create_double(rows->env, number, &value) != napi_ok ||
                 napi_set_named_property(rows->env, rows->row, name, value) != napi_ok;
}

static void put_text(void *to, const char *name, const char *text) {
  struct rows *rows = to;
  napi_value value;
  if (rows->failed) return;
  rows->failed = napi_create_string_utf8(rows->env, text, NAPI_AUTO_LENGTH, &value) != napi_ok ||
                 napi_set_named_property(rows->env, rows->row, name, value) != napi_ok;
}

static napi_value fail(napi_env env, const char *message) {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending)
    napi_throw_error(env, NULL, message);
  return NULL;
}

/* { name, version }, or undefined. */
static napi_value get_allocator(napi_env env, napi_callback_info info) {
  (void)info;
  struct rows rows = {.env = env};
  if (!knows_allocator()) return NULL;
  if (napi_create_array(env, &rows.array) != napi_ok) return fail(env, "cannot make an array");
  begin_row(&rows);
  put_text(&rows, "name", allocator.name);
  put_text(&rows, "version", allocator.version);
  return rows.failed ? fail(env, "cannot make an object") : rows.row;
}

/* An array of rows, or undefined where there is nothing to read. */
static napi_value read_group(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  uint32_t group;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok ||
      napi_get_value_uint32(env, argument, &group) != napi_ok || group > GROUP_OPTIONS)
    return fail(env, "expected the number of a group, 0 to 3");
  if (!knows_allocator()) return NULL;
  struct rows rows = {.env = env};
  if (napi_create_array(env, &rows.array) != napi_ok) return fail(env, "cannot make an array");
  const struct output out = {
      .to = &rows, .row = begin_row, .number = put_number, .text = put_text};
  pthread_mutex_lock(&reading);
  bool was_read = allocator.read(&allocator, (enum group)group, &out);
  pthread_mutex_unlock(&reading);
  if (rows.failed) return fail(env, "cannot make the rows");
  return was_read ? rows.array : NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {.utf8name = "allocator", .method = get_allocator, .attributes = napi_enumerable},
      {.utf8name = "read", .method = read_group, .attributes = napi_enumerable},
  };
  if (napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties) !=
      napi_ok)
    return fail(env, "cannot define the functions");
  return exports;
}
