/* copydesk.h - the plugin boundary of copydesk. Hand-written and normative.
 *
 * A plugin is a shared library that exports one function:
 *
 *     const cd_plugin *copydesk_v1_NAME(void);
 *
 * NAME is the library's file name without `lib` and the extension, with every `-` as `_`: libmy-stage.so exports
 * copydesk_v1_my_stage. The major version stands in the symbol, the name behind it, so that several plugins can
 * be linked into one program.
 *
 * Rules
 *   Text      is UTF-8, pointer and length in bytes, never NUL-terminated. Offsets are bytes, end exclusive.
 *   Ownership never moves. What the host lends lives until the function that got it returns; what the plugin passes
 *             to a host function is copied before that function returns. Nobody frees the other side's memory.
 *   Threads   load, unload: one thread. open: any thread. process: one thread at a time per instance, which may
 *             be another thread each time. A cd_call is used only on the thread that got it, until process returns;
 *             the extension "copydesk.threads/1" says when other threads may read, too.
 *             cd_host.log may be called from any thread at any time.
 *   Failure   is a status below zero; the message goes where the function says. A plugin never exits, aborts or lets an
 *             exception or panic leave its functions. After a failed process the host throws away all that this
 *             call returned, closes the instance, opens a new one and tries the documents one by one.
 *   Growth    tables begin with their size and only grow at the end. The reader of a table looks at no more bytes than
 *             its struct_size says; what is missing counts as zero.
 *   Unloading never happens: a library stays until the process ends.
 */
#ifndef COPYDESK_H
#define COPYDESK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CD_ABI_MAJOR 1u
#define CD_ABI_MINOR 0u
#define CD_MAGIC 0x314b534459504f43ull /* "COPYDSK1", little-endian */

/* Status of a call. */
typedef int32_t cd_status;
#define CD_OK 0
#define CD_ABSENT 1        /* what was asked for is not there */
#define CD_FAILED (-1)     /* the plugin says so */
#define CD_PANIC (-2)      /* the plugin panicked */
#define CD_BAD_OPTIONS (-3)
#define CD_BAD_ARGUMENT (-4) /* the host refuses what it was given; the document has failed */
#define CD_CANCELLED (-5)

/* Levels for cd_host.log. */
#define CD_LOG_ERROR 1
#define CD_LOG_WARN 2
#define CD_LOG_INFO 3
#define CD_LOG_DEBUG 4
#define CD_LOG_TRACE 5

#define CD_NO_LABEL 0xffffu
#define CD_NO_REF 0xffffffffu

/* Borrowed UTF-8. ptr may be NULL when len is 0. */
typedef struct cd_str {
  const uint8_t *ptr;
  size_t len;
} cd_str;

/* A column of strings, end to end: row i is bytes[ends[i-1]..ends[i]]. */
typedef struct cd_texts {
  const uint32_t *ends;
  size_t len; /* rows */
  cd_str bytes;
} cd_texts;

/* A named column of strings, one per row of its layer; "" means absent. */
typedef struct cd_attr {
  cd_str name;
  cd_texts values;
} cd_attr;

/* A layer: columns of len rows. A column that is NULL is absent. Rows are sorted by start, longer spans first;
 * rows of `tokens` and `sents` do not overlap. */
typedef struct cd_layer {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */
  size_t len;
  const uint32_t *start;
  const uint32_t *end;
  const uint16_t *label; /* index into labels, or CD_NO_LABEL */
  cd_texts labels;
  const float *score;  /* NaN: none */
  const uint32_t *ref; /* row of another layer, or CD_NO_REF */
  const cd_attr *attrs;
  size_t attr_count;
} cd_layer;

typedef struct cd_doc {
  uint32_t struct_size;
  uint32_t index; /* names this document in host functions */
  cd_str id;
  cd_str text;
} cd_doc;

typedef struct cd_call cd_call; /* one call of process; opaque */

typedef struct cd_host {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t max_log_level; /* messages above it are dropped; do not make them */
  void *context;          /* first argument of log */

  /* Any thread, any time. target: the part of the plugin that speaks, or "". */
  void (*log)(void *context, int32_t level, cd_str target, cd_str message);

  /* Reading, inside process. CD_ABSENT where there is none. */
  cd_status (*get_layer)(cd_call *call, uint32_t doc, cd_str name, cd_layer *out);
  cd_status (*get_meta)(cd_call *call, uint32_t doc, cd_str key, cd_str *out);
  cd_status (*get_rows)(cd_call *call, cd_str table, cd_str *out); /* JSON lines */

  /* Writing, inside process. Everything is copied and checked; nothing counts before process returns CD_OK. */
  cd_status (*put_layer)(cd_call *call, uint32_t doc, cd_str name, const cd_layer *layer);
  cd_status (*put_meta)(cd_call *call, uint32_t doc, cd_str key, cd_str value, cd_str from);
  cd_status (*put_rows)(cd_call *call, cd_str table, cd_str json_lines);
  cd_status (*add_note)(cd_call *call, uint32_t doc, cd_str message);
  cd_status (*fail_doc)(cd_call *call, uint32_t doc, cd_str message);  /* to quarantine */
  cd_status (*filter_doc)(cd_call *call, uint32_t doc, cd_str reason); /* out of the run on purpose */

  int32_t (*cancelled)(cd_call *call); /* not 0: return soon */

  /* Further tables by name ("copydesk.xyz/1"); NULL where this host has none of that name. Any time. */
  const void *(*extension)(void *context, cd_str name);
} cd_host;

/* Extension "copydesk.threads/1": a call of collection scope may use several threads of its own. A host that has this table
 * takes get_layer, get_meta, get_rows and cancelled from any of them until process returns; writing stays with the
 * thread that got the call. */
#define CD_THREADS "copydesk.threads/1"
typedef struct cd_threads {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */
  uint32_t (*threads)(cd_call *call); /* how many, the calling one included; at least 1 */
} cd_threads;

typedef struct cd_plugin {
  uint64_t magic; /* CD_MAGIC */
  uint32_t struct_size;
  uint32_t abi_major;        /* CD_ABI_MAJOR the plugin was built with */
  uint32_t abi_minor_needed; /* least minor version of the host that it can do with */
  uint32_t reserved;         /* 0 */

  /* What the stage is, as JSON: {"name", "version", "summary", "scope": "document" | "collection", "needs": [],
   * "uses": [], "provides": [], "options": JSON Schema of an object}. Lives for ever. */
  cd_str descriptor_json;

  /* Once per stage of a pipeline. options_json holds every option, defaults filled in. host lives for ever.
   * On failure: a status below 0 and *error, which stays valid until the next call of load on this thread. */
  cd_status (*load)(const cd_host *host, cd_str options_json, void **model, cd_str *error);
  /* Once per worker thread. */
  cd_status (*open)(void *model, void **instance, cd_str *error);
  /* Works on docs[0..count]. An array of pointers, so that cd_doc can grow. *error stays valid until the next call on
   * this instance. */
  cd_status (*process)(void *instance, cd_call *call, const cd_doc *const *docs, uint32_t count, cd_str *error);
  void (*close)(void *instance);
  void (*unload)(void *model); /* after all its instances were closed */
} cd_plugin;

#ifdef __cplusplus
}
#endif

#endif /* COPYDESK_H */
