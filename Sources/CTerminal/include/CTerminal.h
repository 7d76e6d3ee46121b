#ifndef BLINDFOLD_CTERMINAL_H
#define BLINDFOLD_CTERMINAL_H

#include <stddef.h>

/*
 * One terminal in raw mode, given back whatever happens.
 *
 * Everything a signal handler does here is async-signal-safe. There is one terminal a process, so the state is the
 * file's own. Functions return -1 with errno set where they fail.
 */

/* What cterminal_wait found; bits of its result. */
enum {
  CTERMINAL_INPUT = 1,   /* there is something to read */
  CTERMINAL_RESIZED = 2, /* the window changed its size */
  CTERMINAL_RESUMED = 4, /* the process was stopped and goes on; the screen has been entered anew */
  CTERMINAL_STOP = 8     /* SIGTERM, SIGHUP or SIGINT came, or the terminal is gone */
};

/* Opens /dev/tty, the terminal itself, whatever stdin and stdout are. Returns its descriptor. */
int cterminal_open(void);

/* Raw mode, alternate screen, bracketed paste, hidden cursor, signal handlers. Returns 0. */
int cterminal_enter(int fd);

/* Gives the terminal back as it was found. Does nothing where it was given back already. */
void cterminal_leave(void);

/* Stops the process as Ctrl-Z would. Returns when it goes on, with the screen entered anew. */
void cterminal_suspend(void);

/* Waits up to `milliseconds` (-1: for ever) and returns the bits above; 0 when the time is over. */
int cterminal_wait(int milliseconds);

/* Reads what is there, at most `size` bytes. Returns their number, 0 where there is nothing. */
long cterminal_read(void *bytes, size_t size);

/* Writes all bytes. Returns 0. */
int cterminal_write(const void *bytes, size_t size);

/* Size in cells, and in pixels where the terminal tells (else 0). Returns 0. */
int cterminal_size(int *columns, int *rows, int *pixel_width, int *pixel_height);

#endif
