import Foundation
import ProgramTestSupport

/// The time of day as one program sees it, which can be set while it runs, as somebody would with `date`.
///
/// Not by libfaketime: as soon as its time is changed, timers of the steady clocks no longer fire in a Swift program,
/// though nobody has set those (tried with 0.9.10).
struct FakeClock: Sendable {
    private static let source = #"""
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static volatile long *offset;

        __attribute__((constructor)) static void begin(void) {
            const char *file = getenv("CLOCK_OFFSET_FILE");
            int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
            if (fd < 0) return;
            void *map = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, fd, 0);
            if (map != MAP_FAILED) offset = map;
            close(fd);
        }
        int clock_gettime(clockid_t clock, struct timespec *now) {
            long result = syscall(SYS_clock_gettime, clock, now);
            if (result == 0 && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
                now->tv_sec += *offset;
            return result;
        }
        int gettimeofday(struct timeval *restrict now, void *restrict zone) {
            struct timespec precise;
            (void)zone;
            clock_gettime(CLOCK_REALTIME, &precise);
            now->tv_sec = precise.tv_sec;
            now->tv_usec = precise.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *kept) {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            if (kept) *kept = precise.tv_sec;
            return precise.tv_sec;
        }
        """#

    /// What makes a program see this time.
    let environment: [String]
    /// How far it is off.
    private let file: URL

    /// - Parameter directory: where the library lies, and how far the time is off.
    static func make(in directory: URL) async throws -> FakeClock {
        let library = try await PreloadedLibrary.make(source, in: directory)
        let file = directory.appendingPathComponent("clock-\(UUID().uuidString)")
        let clock = FakeClock(
            environment: ["LD_PRELOAD=\(library)", "CLOCK_OFFSET_FILE=\(file.path)"], file: file)
        try clock.set(offBySeconds: 0)
        return clock
    }

    /// Sets it.
    func set(offBySeconds offset: Int) throws {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ProgramRunner.Failure(description: "the clock cannot be set") }
        defer { close(descriptor) }
        var offset = offset
        guard pwrite(descriptor, &offset, MemoryLayout<Int>.size, 0) == MemoryLayout<Int>.size else {
            throw ProgramRunner.Failure(description: "the clock cannot be set")
        }
    }
}
