/* bench-service PORT MILLISECONDS: the service that `script/bench runner` talks to. An HTTP/1.1 server on 127.0.0.1, one
   thread with epoll: it reads each POST in full (Content-Length), waits, and answers with one chat completion; kept-alive
   connections. On SIGTERM it prints what it served: requests, their most at once, connections. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char body[] =
  "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"bench\",\"choices\":"
  "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"A red kettle stands on a wooden table beside a window "
  "with white curtains and a potted plant.\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
  "\"usage\":{\"prompt_tokens\":1105,\"completion_tokens\":24,\"total_tokens\":1129}}";

struct connection {
  int socket;
  char head[16384];   /* the request line and headers, as far as they have come */
  size_t head_length;
  long body_left;     /* bytes of the body that have not come yet; -1 while headers are read */
  double due;         /* when to answer; 0 where nothing is asked */
  struct connection *next_due;
};

static volatile sig_atomic_t stopped;
static void stop(int number) { (void)number; stopped = 1; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

/* Answers in the order in which they fall due: the wait is the same for all. */
static struct connection *first_due, *last_due;
static double wait_seconds;
static long served, under_way, most_under_way;

static void ask(struct connection *c) {
  c->body_left = -1;
  c->due = now() + wait_seconds;
  c->next_due = NULL;
  if (last_due) last_due->next_due = c; else first_due = c;
  last_due = c;
  if (++under_way > most_under_way) most_under_way = under_way;
}

static void answer(struct connection *c) {
  char text[2048];
  int length = snprintf(
    text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
    sizeof body - 1, body);
  under_way--;
  c->due = 0;
  if (c->socket < 0) { free(c); return; }
  if (send(c->socket, text, length, MSG_NOSIGNAL) == length) served++;
}

static void read_bytes(struct connection *c, const char *bytes, size_t count) {
  while (count > 0) {
    if (c->body_left >= 0) {
      size_t taken = count < (size_t)c->body_left ? count : (size_t)c->body_left;
      c->body_left -= taken;
      bytes += taken;
      count -= taken;
      if (c->body_left == 0) ask(c);
      continue;
    }
    size_t room = sizeof c->head - 1 - c->head_length, taken = count < room ? count : room;
    if (taken == 0) { c->head_length = 0; return; }
    size_t before = c->head_length;
    memcpy(c->head + before, bytes, taken);
    c->head_length += taken;
    c->head[c->head_length] = 0;
    char *end = strstr(c->head, "\r\n\r\n");
    if (!end) return;
    size_t used = end - c->head + 4 - before;
    end[2] = 0;
    char *length = strcasestr(c->head, "\r\ncontent-length:");
    c->body_left = length ? atol(length + 17) : 0;
    c->head_length = 0;
    bytes += used;
    count -= used;
    if (c->body_left == 0) ask(c);
  }
}

int main(int count, char **words) {
  if (count != 3) { fprintf(stderr, "usage: bench-service PORT MILLISECONDS\n"); return 2; }
  wait_seconds = atof(words[2]) / 1000;
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) {
    perror("bench-service");
    return 1;
  }
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  static char bytes[1 << 18];
  long connections = 0;
  while (!stopped) {
    double wait = first_due ? first_due->due - now() : 1;
    int ready = epoll_wait(poll, events, 256, wait <= 0 ? 0 : (int)(wait * 1000) + 1);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!c) {
        int accepted;
        while ((accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
          setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          c = calloc(1, sizeof *c);
          c->socket = accepted;
          c->body_left = -1;
          event = (struct epoll_event){.events = EPOLLIN, .data.ptr = c};
          epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &event);
          connections++;
        }
        continue;
      }
      ssize_t got = recv(c->socket, bytes, sizeof bytes, 0);
      if (got > 0) { read_bytes(c, bytes, got); continue; }
      if (got < 0 && errno == EAGAIN) continue;
      close(c->socket);
      c->socket = -1;
      if (c->due == 0) free(c);
    }
    for (double time = now(); first_due && first_due->due <= time;) {
      struct connection *c = first_due;
      first_due = c->next_due;
      if (!first_due) last_due = NULL;
      answer(c);
    }
  }
  printf("{\"requests\": %ld, \"most_at_once\": %ld, \"connections\": %ld}\n", served, most_under_way, connections);
  return 0;
}
