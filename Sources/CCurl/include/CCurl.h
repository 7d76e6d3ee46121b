#pragma once

// libcurl for Swift: its variadic calls (setopt, getinfo) get one wrapper per type of argument, because Swift does not
// import variadic functions. Everything else of libcurl is used as it is.
//
// Never define _GNU_SOURCE here: debug builds then no longer agree with Swift's Glibc about fd_set.

#include <curl/curl.h>
#include <malloc.h>
#include <netdb.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

// curl's own macros check argument types at compile time, which a wrapper with a run-time option defeats.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

/// Takes this process's memory out of core dumps: the program that has keys in it. prctl is variadic too.
static inline int wire_refuse_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// At most so many arenas of memory. glibc makes one for each thread, up to eight a processor, and each keeps what was freed
/// in it.
static inline int wire_limit_arenas(int most) { return mallopt(M_ARENA_MAX, most); }

/// Moves bytes: curl's read, write and header callbacks all have this shape.
typedef size_t (*wire_bytes_function)(char *bytes, size_t size, size_t count, void *user);
/// Rewinds an upload.
typedef int (*wire_seek_function)(void *user, curl_off_t offset, int origin);

static inline CURLcode wire_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wire_set_size(CURL *easy, CURLoption option, int64_t value) {
  return curl_easy_setopt(easy, option, (curl_off_t)value);
}

static inline CURLcode wire_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wire_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wire_set_bytes_function(CURL *easy, CURLoption option, wire_bytes_function function) {
  return curl_easy_setopt(easy, option, function);
}

static inline CURLcode wire_set_seek_function(CURL *easy, wire_seek_function function) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
}

static inline CURLcode wire_set_open_socket(CURL *easy, curl_opensocket_callback function) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

/// An address in digits. 0 where it has none. The structure is longer than Swift believes: its address is as long as it says.
static inline int wire_peer_text(const struct curl_sockaddr *peer, char *text, size_t size) {
  return getnameinfo(&peer->addr, peer->addrlen, text, (socklen_t)size, NULL, 0, NI_NUMERICHOST) == 0;
}

/// A socket for an address, not connected yet; -1 where the system has none.
static inline curl_socket_t wire_open_socket(const struct curl_sockaddr *peer) {
  return socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
}

static inline long wire_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

/// For the infos of type curl_off_t: times in microseconds, sizes in bytes.
static inline int64_t wire_get_size(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? (int64_t)value : 0;
}

static inline CURLMcode wire_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// Whether this libcurl was built with HTTP/2.
static inline int wire_speaks_http2(void) {
  return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) != 0;
}

static inline CURLMcode wire_multi_watch_sockets(CURLM *multi, void *user, curl_socket_callback function) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, user);
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode wire_multi_watch_time(CURLM *multi, void *user, curl_multi_timer_callback function) {
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, user);
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

/// The next transfer that has ended, or NULL. The result sits in a union, which Swift reads awkwardly.
static inline CURL *wire_next_ended(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}
