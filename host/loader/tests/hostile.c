/* Plugins that do what they may not. The test compiles this file once per case with -DCASE_x. */
#include <stdlib.h>
#include <string.h>

#include "copydesk.h"

#define TEXT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

static const cd_host *the_host;
static cd_call *kept_call;

static cd_status load(const cd_host *host, cd_str options_json, void **model, cd_str *error) {
  (void)options_json;
  the_host = host;
  *model = (void *)host;
#ifdef CASE_load_fails
  static const cd_str why = TEXT("the model file is gone");
  *error = why;
  return CD_FAILED;
#endif
  (void)error;
  return CD_OK;
}

static cd_status open_instance(void *model, void **instance, cd_str *error) {
  (void)error;
  *instance = model;
#ifdef CASE_open_fails
  return CD_FAILED;
#endif
  return CD_OK;
}

static cd_status put(cd_call *call, uint32_t doc, const char *name, uint32_t *start, uint32_t *end, size_t rows) {
  cd_layer layer = {.struct_size = sizeof layer, .len = rows, .start = start, .end = end};
  return the_host->put_layer(call, doc, (cd_str){(const uint8_t *)name, strlen(name)}, &layer);
}

static cd_status process(void *instance, cd_call *call, const cd_doc *const *docs, uint32_t count, cd_str *error) {
  (void)instance, (void)error, (void)docs, (void)kept_call;
  for (uint32_t d = 0; d < count; d++) {
    uint32_t start[2] = {0, 2}, end[2] = {2, 4};
#if defined CASE_out_of_range
    end[1] = 4000;
#elif defined CASE_unsorted
    start[0] = 2, start[1] = 0;
#elif defined CASE_cuts_character
    end[0] = 1, start[1] = 1;
#elif defined CASE_overlap
    end[0] = 3;
#endif
#if defined CASE_undeclared
    put(call, d, "ents", start, end, 2);
#elif defined CASE_too_many
    put(call, d, "tokens", start, end, (size_t)1 << 40);
#elif defined CASE_null_column
    put(call, d, "tokens", NULL, end, 2);
#elif defined CASE_null_layer
    static const cd_str name = TEXT("tokens");
    the_host->put_layer(call, d, name, NULL);
#elif defined CASE_short_layer
    static const cd_str name = TEXT("tokens");
    cd_layer layer = {.struct_size = 8, .len = 2, .start = start, .end = end};
    the_host->put_layer(call, d, name, &layer);
#elif defined CASE_bad_name
    put(call, d, "tok\xff", start, end, 2);
#elif defined CASE_bad_label
    static const cd_str name = TEXT("tokens"), labels = TEXT("A");
    uint16_t label[2] = {0, 7};
    uint32_t label_end = 1;
    cd_layer layer = {.struct_size = sizeof layer, .len = 2, .start = start, .end = end, .label = label};
    layer.labels = (cd_texts){&label_end, 1, labels};
    the_host->put_layer(call, d, name, &layer);
#elif defined CASE_bad_meta
    static const cd_str key = TEXT("title"), value = TEXT("\xc3\x28"), from = TEXT("");
    the_host->put_meta(call, d, key, value, from);
    put(call, d, "tokens", start, end, 2);
#elif defined CASE_wrong_doc
    put(call, d + 1000, "tokens", start, end, 2);
#elif defined CASE_stale_call
    if (kept_call && kept_call != call && put(kept_call, d, "tokens", start, end, 2) == CD_OK) abort();
    kept_call = call;
    put(call, d, "tokens", start, end, 2);
#elif defined CASE_rows_in_document_scope
    static const cd_str table = TEXT("entities"), lines = TEXT("{}");
    the_host->put_rows(call, table, lines);
    put(call, d, "tokens", start, end, 2);
#elif defined CASE_fails_silently
    return CD_FAILED;
#elif defined CASE_odd_status
    return -77;
#elif defined CASE_future
    /* A host of this version has no such extension and says so. */
    static const cd_str future = TEXT("copydesk.future/9");
    if (the_host->extension(the_host->context, future) != NULL) abort();
    put(call, d, "tokens", start, end, 2);
#else
    put(call, d, "tokens", start, end, 2);
#endif
  }
  return CD_OK;
}

static void close_instance(void *instance) { (void)instance; }
static void unload(void *model) { (void)model; }

/* A table of a later minor version: longer, and still fine. */
typedef struct {
  cd_plugin now;
  void *later[4];
} later_plugin;

#ifdef CASE_major
#define ENTRY copydesk_v2_hostile_major
#elif defined CASE_old_major
#define ENTRY copydesk_v0_hostile_old_major
#elif defined CASE_renamed
#define ENTRY copydesk_v1_something_else
#else
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define ENTRY JOIN(copydesk_v1_hostile_, NAME)
#endif

const cd_plugin *ENTRY(void) {
#ifdef CASE_null_table
  return NULL;
#endif
  static later_plugin plugin = {
      {.magic = CD_MAGIC,
       .struct_size = sizeof(cd_plugin),
       .abi_major = CD_ABI_MAJOR,
       .descriptor_json = TEXT("{\"name\": \"hostile\", \"version\": \"1.0.0\", \"summary\": \"does harm\","
                               " \"scope\": \"document\", \"provides\": [\"tokens\"]}"),
       .load = load,
       .open = open_instance,
       .process = process,
       .close = close_instance,
       .unload = unload},
      {0}};
#ifdef CASE_magic
  plugin.now.magic = 7;
#elif defined CASE_table_major
  plugin.now.abi_major = 9;
#elif defined CASE_minor
  plugin.now.abi_minor_needed = 40;
#elif defined CASE_truncated
  plugin.now.struct_size = 48;
#elif defined CASE_null_function
  plugin.now.process = NULL;
#elif defined CASE_bad_descriptor
  plugin.now.descriptor_json = (cd_str)TEXT("{\"name\": 1}");
#elif defined CASE_descriptor_not_utf8
  plugin.now.descriptor_json = (cd_str)TEXT("{\"name\": \"\xff\"}");
#elif defined CASE_future
  plugin.now.struct_size = sizeof plugin;
#endif
  return &plugin.now;
}
