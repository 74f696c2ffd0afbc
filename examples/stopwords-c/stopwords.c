/* A copydesk plugin in C: marks function words and says how many there are.
 *
 *     cc -std=c11 -O2 -shared -fPIC -I DIR_OF_copydesk.h -o libstopwords.so stopwords.c
 *
 * (`copydesk schema header` prints copydesk.h.) The library's name and the entry's name belong together: libstopwords.so,
 * copydesk_v1_stopwords. Everything a plugin may do and may not do stands in the header.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copydesk.h"

/* Sorted, for bsearch. */
static const char *const WORDS[] = {"a",  "an",  "and",  "as",   "at",  "be", "but", "by",  "for", "from", "had",
                                    "has", "he",  "in",   "is",   "it",  "of", "on",  "or",  "she", "that", "the",
                                    "they", "this", "to", "was", "were", "with"};

#define TEXT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

/* One instance serves one thread at a time, so its buffers need no lock. */
typedef struct {
  const cd_host *host;
  uint32_t *start, *end;
  size_t room;
  char message[128];
} stopwords;

static int compare(const void *a, const void *b) { return strcmp((const char *)a, *(const char *const *)b); }

static int is_function_word(const uint8_t *text, size_t len) {
  char word[8];
  if (len == 0 || len >= sizeof word) return 0;
  for (size_t i = 0; i < len; i++) word[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
  word[len] = 0;
  return bsearch(word, WORDS, sizeof WORDS / sizeof *WORDS, sizeof *WORDS, compare) != NULL;
}

/* The model is the host's table: there is nothing else to load. */
static cd_status load(const cd_host *host, cd_str options_json, void **model, cd_str *error) {
  (void)options_json, (void)error;
  *model = (void *)host;
  return CD_OK;
}

static cd_status open_instance(void *model, void **instance, cd_str *error) {
  stopwords *self = calloc(1, sizeof *self);
  if (!self) {
    static const cd_str no_memory = TEXT("out of memory");
    *error = no_memory;
    return CD_FAILED;
  }
  self->host = model;
  *instance = self;
  return CD_OK;
}

static int make_room(stopwords *self, size_t rows) {
  if (rows <= self->room) return 1;
  uint32_t *start = realloc(self->start, rows * sizeof *start);
  if (start) self->start = start;
  uint32_t *end = realloc(self->end, rows * sizeof *end);
  if (end) self->end = end;
  if (!start || !end) return 0;
  self->room = rows;
  return 1;
}

static cd_status process(void *instance, cd_call *call, const cd_doc *const *docs, uint32_t count, cd_str *error) {
  static const cd_str tokens_name = TEXT("tokens"), words_name = TEXT("stopwords.words");
  static const cd_str key = TEXT("function_words"), from = TEXT("stopwords");
  static const cd_str label_name = TEXT("STOPWORD");
  static const uint32_t label_end = sizeof "STOPWORD" - 1;
  stopwords *self = instance;
  for (uint32_t d = 0; d < count; d++) {
    const cd_doc *doc = docs[d];
    cd_layer tokens = {.struct_size = sizeof tokens};
    size_t rows = 0;
    if (self->host->get_layer(call, doc->index, tokens_name, &tokens) != CD_OK) tokens.len = 0;
    if (!make_room(self, tokens.len)) {
      int len = snprintf(self->message, sizeof self->message, "no memory for %zu tokens", tokens.len);
      *error = (cd_str){(const uint8_t *)self->message, (size_t)len};
      return CD_FAILED;
    }
    for (size_t t = 0; t < tokens.len; t++) {
      if (!is_function_word(doc->text.ptr + tokens.start[t], tokens.end[t] - tokens.start[t])) continue;
      self->start[rows] = tokens.start[t];
      self->end[rows++] = tokens.end[t];
    }
    /* One label for all rows: a column of zeros would say so; without the column the rows have no label. */
    uint16_t *label = calloc(rows ? rows : 1, sizeof *label);
    cd_layer words = {.struct_size = sizeof words,
                      .len = rows,
                      .start = self->start,
                      .end = self->end,
                      .label = rows ? label : NULL,
                      .labels = {&label_end, 1, label_name}};
    /* A refusal fails this document alone; the host has written down why. */
    self->host->put_layer(call, doc->index, words_name, &words);
    free(label);
    char number[24];
    int len = snprintf(number, sizeof number, "%zu", rows);
    self->host->put_meta(call, doc->index, key, (cd_str){(const uint8_t *)number, (size_t)len}, from);
  }
  return CD_OK;
}

static void close_instance(void *instance) {
  stopwords *self = instance;
  free(self->start);
  free(self->end);
  free(self);
}

static void unload(void *model) { (void)model; }

const cd_plugin *copydesk_v1_stopwords(void) {
  static const cd_plugin plugin = {
      .magic = CD_MAGIC,
      .struct_size = sizeof(cd_plugin),
      .abi_major = CD_ABI_MAJOR,
      .abi_minor_needed = 0,
      .descriptor_json = TEXT("{\"name\": \"stopwords\", \"version\": \"0.1.0\", \"summary\": \"marks function words\","
                              " \"scope\": \"document\", \"needs\": [\"tokens\"],"
                              " \"provides\": [\"stopwords.words\", \"meta.function_words\"]}"),
      .load = load,
      .open = open_instance,
      .process = process,
      .close = close_instance,
      .unload = unload,
  };
  return &plugin;
}
