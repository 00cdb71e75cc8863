/* A disk whose every sync takes SYNC_US microseconds and no CPU time: preloaded by a program whose files lie on a tmpfs.

   Real disks sync an overwritten log faster than a file that grows, and differ from one moment to the next. */

#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

static int take_time(void)
{
    const char *said = getenv("SYNC_US");
    struct timespec pause = {0, (said ? atol(said) : 0) * 1000L};

    /* By default the kernel may add 50 microseconds to a thread's sleep. */
    prctl(PR_SET_TIMERSLACK, 1000UL);
    nanosleep(&pause, NULL);
    return 0;
}

int fsync(int file) { (void)file; return take_time(); }

int fdatasync(int file) { (void)file; return take_time(); }
