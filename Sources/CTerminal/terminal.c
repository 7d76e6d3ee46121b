#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Alternate screen, bracketed paste, cursor off, no wrapping at the right edge. */
static const char screen_on[] = "\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[?7l\x1b[2J";
/* The reverse, preceded by the end of a synchronized update that a crash may have cut short. */
static const char screen_off[] = "\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?2004l\x1b[?1049l";

static const int noted_signals[] = {SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT};
static const int fatal_signals[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};
enum {
  noted_count = sizeof noted_signals / sizeof noted_signals[0],
  fatal_count = sizeof fatal_signals / sizeof fatal_signals[0]
};

static int terminal = -1;
static int self_pipe[2] = {-1, -1};
static struct termios found;            /* the settings to give back */
static volatile sig_atomic_t entered;   /* whether they are owed */
static volatile sig_atomic_t asked_to_stop;
static struct sigaction fatal_before[fatal_count];
static char signal_stack[64 * 1024];

static int write_all(int fd, const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t written = write(fd, bytes, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      return -1;
    }
    bytes += written;
    size -= (size_t)written;
  }
  return 0;
}

/* VMIN 0 makes a read return at once, so the descriptor never needs O_NONBLOCK, which would stay on the terminal
   for the shell that started us. */
static int raw_mode(void) {
  struct termios raw = found;
  raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  raw.c_oflag &= ~(tcflag_t)OPOST;
  raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cflag |= CS8;
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  if (tcsetattr(terminal, TCSAFLUSH, &raw) != 0) return -1;
  entered = 1;
  return write_all(terminal, screen_on, sizeof screen_on - 1);
}

void cterminal_leave(void) {
  if (!entered) return;
  entered = 0;
  write_all(terminal, screen_off, sizeof screen_off - 1);
  tcsetattr(terminal, TCSADRAIN, &found);
}

static int fatal_index(int number) {
  for (int i = 0; i < fatal_count; i++)
    if (fatal_signals[i] == number) return i;
  return 0;
}

/* A crash: give the terminal back, then let it be a crash under whatever handler there was before. The signal is
   blocked in here, so the raised one is delivered on return. */
static void on_fatal(int number) {
  cterminal_leave();
  sigaction(number, &fatal_before[fatal_index(number)], NULL);
  raise(number);
}

/* Everything else becomes a byte in a pipe that cterminal_wait watches. A second wish to stop, while the first
   waits to be heard, ends the process. */
static void on_note(int number) {
  int saved = errno;
  char note = number == SIGWINCH ? 'w' : number == SIGCONT ? 'c' : 'q';
  if (note == 'q') {
    if (asked_to_stop) {
      cterminal_leave();
      _exit(128 + number);
    }
    asked_to_stop = 1;
  }
  if (write(self_pipe[1], &note, 1) < 0) { /* a full pipe already says enough */
  }
  errno = saved;
}

static int prepare_pipe(void) {
  if (self_pipe[0] >= 0) return 0;
  if (pipe(self_pipe) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(self_pipe[i], F_SETFL, O_NONBLOCK);
    fcntl(self_pipe[i], F_SETFD, FD_CLOEXEC);
  }
  return 0;
}

/* A parent may have left these blocked; then nothing could end us but SIGKILL, and Ctrl-Z would do nothing. */
static void unblock_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  for (int i = 0; i < noted_count; i++) sigaddset(&signals, noted_signals[i]);
  for (int i = 0; i < fatal_count; i++) sigaddset(&signals, fatal_signals[i]);
  sigaddset(&signals, SIGTSTP);
  sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

static void install_handlers(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  action.sa_handler = on_note;
  for (int i = 0; i < noted_count; i++) sigaction(noted_signals[i], &action, NULL);

  /* A stack of its own, so that a stack overflow too ends with the terminal given back. */
  stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = on_fatal;
  for (int i = 0; i < fatal_count; i++) sigaction(fatal_signals[i], &action, &fatal_before[i]);
  signal(SIGPIPE, SIG_IGN);
  unblock_signals();
}

int cterminal_open(void) { return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC); }

int cterminal_enter(int fd) {
  static int first = 1;
  terminal = fd;
  if (tcgetattr(fd, &found) != 0 || prepare_pipe() != 0) return -1;
  if (first) {
    first = 0;
    install_handlers();
    atexit(cterminal_leave);
  }
  return raw_mode();
}

/* Empties the pipe and turns its notes into bits. */
static int read_notes(void) {
  char notes[64];
  int bits = 0;
  ssize_t count = read(self_pipe[0], notes, sizeof notes);
  for (ssize_t i = 0; i < count; i++) {
    if (notes[i] == 'w') {
      bits |= CTERMINAL_RESIZED;
    } else if (notes[i] == 'c') {
      bits |= CTERMINAL_RESUMED;
      /* The shell may have set its own modes meanwhile: enter again, even where we never left (kill -STOP). */
      entered = 0;
      raw_mode();
    } else {
      bits |= CTERMINAL_STOP;
    }
  }
  return bits;
}

void cterminal_suspend(void) {
  cterminal_leave();
  kill(0, SIGTSTP); /* the whole job, as the terminal driver would do it */
  /* The stop may reach another thread first: wait for the SIGCONT that ends it. In a process group that cannot be
     stopped there is none, and the wait runs out. */
  struct pollfd resumed = {self_pipe[0], POLLIN, 0};
  poll(&resumed, 1, 200);
  /* Its note is taken here: read later, it would enter a second time and throw away what was typed since. */
  read_notes();
  if (!entered) raw_mode();
}

int cterminal_wait(int milliseconds) {
  struct pollfd watched[2] = {{terminal, POLLIN, 0}, {self_pipe[0], POLLIN, 0}};
  int bits = 0;
  /* A wish to stop is told by every call from then on: whoever waited when it came may have waited for something else. */
  if (poll(watched, 2, asked_to_stop ? 0 : milliseconds) <= 0) return asked_to_stop ? CTERMINAL_STOP : 0;
  if (watched[0].revents & POLLIN) bits |= CTERMINAL_INPUT;
  /* A terminal that is gone is readable too, for ever. */
  if (watched[0].revents & (POLLHUP | POLLERR | POLLNVAL)) bits |= CTERMINAL_STOP;
  if (watched[1].revents & POLLIN) bits |= read_notes();
  return asked_to_stop ? bits | CTERMINAL_STOP : bits;
}

long cterminal_read(void *bytes, size_t size) {
  ssize_t count = read(terminal, bytes, size);
  return count < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : (long)count;
}

int cterminal_write(const void *bytes, size_t size) { return write_all(terminal, bytes, size); }

int cterminal_size(int *columns, int *rows, int *pixel_width, int *pixel_height) {
  struct winsize size;
  if (ioctl(terminal, TIOCGWINSZ, &size) != 0) return -1;
  if (size.ws_col == 0 || size.ws_row == 0) {
    errno = ENODATA;
    return -1;
  }
  *columns = size.ws_col;
  *rows = size.ws_row;
  *pixel_width = size.ws_xpixel;
  *pixel_height = size.ws_ypixel;
  return 0;
}
