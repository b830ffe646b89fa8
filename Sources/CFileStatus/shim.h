#ifndef HELPBRIDGE_FILE_STATUS_H
#define HELPBRIDGE_FILE_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/// What stat(2) says of a file. Swift cannot name the module that declares `struct stat`: it is whichever the compiler has
/// met first, another one in each build.
typedef struct {
    uint64_t device;
    uint64_t inode;
    int64_t size;
    /// In seconds since 1970, and nanoseconds of the second.
    int64_t modifiedSeconds, modifiedNanoseconds;
    int64_t changedSeconds, changedNanoseconds;
    uint32_t owner, group;
    /// The permissions, without the kind of file.
    uint32_t permissions;
    bool isRegular;
} file_status;

static inline file_status file_status_of(const struct stat *status) {
    file_status result = {
        .device = status->st_dev,
        .inode = status->st_ino,
        .size = status->st_size,
        .modifiedSeconds = status->st_mtim.tv_sec,
        .modifiedNanoseconds = status->st_mtim.tv_nsec,
        .changedSeconds = status->st_ctim.tv_sec,
        .changedNanoseconds = status->st_ctim.tv_nsec,
        .owner = status->st_uid,
        .group = status->st_gid,
        .permissions = status->st_mode & 07777,
        .isRegular = S_ISREG(status->st_mode),
    };
    return result;
}

/// Follows symbolic links. Returns 0, or -1 with `errno`.
static inline int file_status_at(const char *path, file_status *result) {
    struct stat status;
    if (stat(path, &status) != 0) return -1;
    *result = file_status_of(&status);
    return 0;
}

/// Returns 0, or -1 with `errno`.
static inline int file_status_open(int descriptor, file_status *result) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    *result = file_status_of(&status);
    return 0;
}

#endif
