/* bench-floor FOLDER ADDRESS DATABASE AT_ONCE: the least that `script/bench runner` could cost. C, libcurl's multi
   interface, OpenSSL's base64, SQLite: every .jpg of a folder is sent to two models, and each answer is one durable row
   (WAL, synchronous FULL), committed on the network thread. No ledger, no resume, no retries, no checks. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <fcntl.h>
#include <glob.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct slot {
  CURL *easy;
  char *body;
  char answer[8192];
  size_t answered;
  int number;
};

static glob_t images;
static sqlite3_stmt *insert;

static const char *model(int number) { return number < (int)images.gl_pathc ? "one" : "two"; }
static const char *image(int number) { return images.gl_pathv[number % images.gl_pathc]; }

static size_t take(char *bytes, size_t size, size_t count, void *user) {
  struct slot *slot = user;
  count *= size;
  if (slot->answered + count >= sizeof slot->answer) return 0;
  memcpy(slot->answer + slot->answered, bytes, count);
  slot->answered += count;
  slot->answer[slot->answered] = 0;
  return count;
}

static size_t fill(struct slot *slot) {
  static unsigned char bytes[8 << 20];
  int file = open(image(slot->number), O_RDONLY | O_CLOEXEC);
  ssize_t count = read(file, bytes, sizeof bytes);
  close(file);
  if (count < 0) { perror(image(slot->number)); exit(1); }
  slot->body = realloc(slot->body, count / 3 * 4 + 1024);
  size_t length = sprintf(
    slot->body,
    "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Describe this "
    "picture.\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/jpeg;base64,",
    model(slot->number));
  length += EVP_EncodeBlock((unsigned char *)slot->body + length, bytes, count);
  return length + sprintf(slot->body + length, "\"}}]}],\"max_tokens\":80,\"temperature\":0.2}");
}

static int keep(struct slot *slot) {
  char *text = strstr(slot->answer, "\"content\":\"");
  if (!text) return 0;
  text += 11;
  char *end = text;
  while (*end && *end != '"') end += *end == '\\' ? 2 : 1;
  sqlite3_bind_text(insert, 1, image(slot->number), -1, 0);
  sqlite3_bind_text(insert, 2, model(slot->number), -1, 0);
  sqlite3_bind_text(insert, 3, text, end - text, 0);
  int result = sqlite3_step(insert);
  sqlite3_reset(insert);
  return result == SQLITE_DONE;
}

int main(int count, char **words) {
  if (count != 5) { fprintf(stderr, "usage: bench-floor FOLDER ADDRESS DATABASE AT_ONCE\n"); return 2; }
  char pattern[4096], url[4096];
  snprintf(pattern, sizeof pattern, "%s/*.jpg", words[1]);
  snprintf(url, sizeof url, "%s/chat/completions", words[2]);
  if (glob(pattern, 0, NULL, &images)) { fprintf(stderr, "%s: no images\n", words[1]); return 1; }
  sqlite3 *database;
  sqlite3_open(words[3], &database);
  sqlite3_exec(
    database,
    "PRAGMA journal_mode = wal; PRAGMA synchronous = full; "
    "CREATE TABLE output (image TEXT, model TEXT, text TEXT, PRIMARY KEY (image, model))", NULL, NULL, NULL);
  if (sqlite3_prepare_v2(database, "INSERT INTO output VALUES (?, ?, ?)", -1, &insert, NULL)) return 1;
  curl_global_init(CURL_GLOBAL_ALL);
  CURLM *multi = curl_multi_init();
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Expect:");
  int total = 2 * images.gl_pathc, next = 0, done = 0, bad = 0, at_once = atoi(words[4]);
  struct slot *slots = calloc(at_once, sizeof *slots);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)at_once);
  for (int i = 0; i < at_once && next < total; i++) {
    struct slot *slot = &slots[i];
    slot->easy = curl_easy_init();
    slot->number = next++;
    curl_easy_setopt(slot->easy, CURLOPT_URL, url);
    curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot);
    curl_easy_setopt(slot->easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L << 10);
    long length = fill(slot);
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS, slot->body);
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDSIZE, length);
    curl_multi_add_handle(multi, slot->easy);
  }
  while (done < total) {
    int running, left;
    curl_multi_perform(multi, &running);
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
      struct slot *slot;
      long status;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
      curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
      curl_multi_remove_handle(multi, slot->easy);
      if (status != 200 || !keep(slot)) bad++;
      done++;
      slot->answered = 0;
      if (next == total) continue;
      slot->number = next++;
      long length = fill(slot);
      curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS, slot->body);
      curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDSIZE, length);
      curl_multi_add_handle(multi, slot->easy);
    }
    if (done < total) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
  if (bad) fprintf(stderr, "bench-floor: %d of %d answers were not kept\n", bad, total);
  return bad != 0;
}
