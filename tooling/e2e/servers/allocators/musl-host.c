/*
 * For tests: a program with another C library than glibc that loads the addon as Node.js does and calls
 * allocator(), because there is no Node.js for musl to be had where the tests run. Of Node-API it has
 * what the addon calls, and prints what it is told instead of making values.
 */
#include <dlfcn.h>
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>

static napi_callback allocator;
static napi_callback read_group;
static int failures;

static napi_value value_of(const char *text) { return (napi_value)(void *)text; }

napi_status napi_define_properties(napi_env env, napi_value object, size_t count,
                                   const napi_property_descriptor *properties) {
  (void)env, (void)object;
  if (count != 2) return napi_generic_failure;
  allocator = properties[0].method;
  read_group = properties[1].method;
  printf("functions %s %s\n", properties[0].utf8name, properties[1].utf8name);
  return napi_ok;
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t *count,
                             napi_value *arguments, napi_value *self, void **data) {
  (void)env, (void)info, (void)self, (void)data;
  *count = 1;
  arguments[0] = value_of("0");
  return napi_ok;
}

napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t *number) {
  (void)env;
  *number = (uint32_t)strtoul((const char *)(void *)value, NULL, 10);
  return napi_ok;
}

napi_status napi_create_object(napi_env env, napi_value *made) {
  (void)env, *made = value_of("object");
  return napi_ok;
}

napi_status napi_create_array(napi_env env, napi_value *made) {
  (void)env, *made = value_of("array");
  return napi_ok;
}

napi_status napi_create_double(napi_env env, double number, napi_value *made) {
  (void)env, *made = value_of("number");
  printf("number %.0f\n", number);
  return napi_ok;
}

napi_status napi_create_string_utf8(napi_env env, const char *text, size_t length,
                                    napi_value *made) {
  (void)env, (void)length, *made = value_of("text");
  printf("text %s\n", text);
  return napi_ok;
}

napi_status napi_set_element(napi_env env, napi_value array, uint32_t at, napi_value value) {
  (void)env, (void)array, (void)at, (void)value;
  return napi_ok;
}

napi_status napi_set_named_property(napi_env env, napi_value object, const char *name,
                                    napi_value value) {
  (void)env, (void)object, (void)value;
  printf("property %s\n", name);
  return napi_ok;
}

napi_status napi_is_exception_pending(napi_env env, bool *is_pending) {
  (void)env, *is_pending = false;
  return napi_ok;
}

napi_status napi_throw_error(napi_env env, const char *code, const char *message) {
  (void)env, (void)code;
  printf("error %s\n", message);
  failures++;
  return napi_ok;
}

int main(int count, char **arguments) {
#ifdef __GLIBC__
#error "This is to be compiled with another C library."
#endif
  void *addon = count > 1 ? dlopen(arguments[1], RTLD_LAZY) : NULL;
  if (addon == NULL) {
    printf("not loaded: %s\n", dlerror());
    return 1;
  }
  napi_addon_register_func init =
      (napi_addon_register_func)dlsym(addon, "napi_register_module_v1");
  if (init == NULL || init(NULL, value_of("exports")) == NULL || allocator == NULL) return 1;
  printf("allocator %s\n", allocator(NULL, NULL) == NULL ? "undefined" : "known");
  printf("figures %s\n", read_group(NULL, NULL) == NULL ? "undefined" : "known");
  return failures;
}
