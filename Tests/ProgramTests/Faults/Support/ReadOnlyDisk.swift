import Foundation

/// A folder on a disk that turns read-only under a running program, as after an error of the disk.
///
/// The kernel does so to no disk that has a file open for writing, unless the disk itself fails: a library that is
/// loaded before libc's answers what would change one of the folder's files with `EROFS`, as long as a file says so.
struct ReadOnlyDisk: Sendable {
    private static let source = #"""
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>

        static int refused(int descriptor) {
            const char *folder = getenv("READ_ONLY_FOLDER"), *told = getenv("READ_ONLY_SWITCH");
            char link[64], path[4096];
            if (!folder || !told || access(told, F_OK)) return 0;
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t length = readlink(link, path, sizeof path - 1);
            if (length < 0) return 0;
            path[length] = 0;
            if (strncmp(path, folder, strlen(folder))) return 0;
            errno = EROFS;
            return 1;
        }
        #define GUARDED(type, name, parameters, arguments)                                    \
            type name parameters {                                                            \
                static type (*real) parameters;                                               \
                if (refused(fd)) return -1;                                                   \
                if (!real) real = (type (*) parameters) dlsym(RTLD_NEXT, #name);              \
                return real arguments;                                                        \
            }
        GUARDED(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at))
        GUARDED(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t at), (fd, bytes, size, at))
        GUARDED(int, ftruncate, (int fd, off_t size), (fd, size))
        GUARDED(int, ftruncate64, (int fd, off64_t size), (fd, size))
        GUARDED(int, fdatasync, (int fd), (fd))
        """#

    /// What makes a program see the disk so.
    let environment: [String]
    private let file: URL

    /// - Parameters:
    ///   - folder: whose files are not to be changed.
    ///   - directory: where the library and the switch lie.
    static func make(_ folder: String, in directory: URL) async throws -> ReadOnlyDisk {
        let library = try await PreloadedLibrary.make(source, in: directory)
        let file = directory.appendingPathComponent("readonly-\(UUID().uuidString)")
        return ReadOnlyDisk(
            environment: [
                "LD_PRELOAD=\(library)", "READ_ONLY_FOLDER=\(folder)", "READ_ONLY_SWITCH=\(file.path)",
            ], file: file)
    }

    func set(isReadOnly: Bool) throws {
        if isReadOnly {
            try Data().write(to: file)
        } else {
            try FileManager.default.removeItem(at: file)
        }
    }
}
