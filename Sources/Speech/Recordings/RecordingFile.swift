import Files
import Foundation

/// A recording's file on disk. Its path may lead to a file of any kind.
enum RecordingFile {
    /// - Returns: the content, at most ``Recording/maximumBytes``.
    /// - Throws: `SpeechError.unusableRecording` with the file's path if the file cannot be read, is not a regular
    ///   file, or is too large.
    static func contents(atPath path: String) throws(SpeechError) -> Data {
        // Non-blocking: opening a pipe without a writer would wait for one.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable(path, "it cannot be read; check that it exists and its rights") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard FileStatus(descriptor: descriptor)?.isRegular == true else {
            throw unusable(path, "it is no file with content of its own")
        }
        // Read rather than check the size first: files that the kernel generates on reading report a size of 0.
        let maximum = Recording.maximumBytes
        guard let data = try? file.read(upToCount: maximum + 1) ?? Data() else {
            throw unusable(path, "it cannot be read to its end")
        }
        guard data.count <= maximum else {
            throw unusable(path, RecordingFault.tooManyBytes(maximum: maximum).description)
        }
        return data
    }

    private static func unusable(_ path: String, _ problem: String) -> SpeechError {
        .unusableRecording(name: path, problem: problem)
    }
}
