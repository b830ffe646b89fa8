import Files
import Foundation

/// A recording's file on the disk. Its path may lead to anything.
enum RecordingFile {
    /// - Returns: at most ``Recording/maximumBytes``.
    /// - Throws: `SpeechError.unusableRecording`, naming the file, when it cannot be read, is no regular file, or is larger.
    static func contents(atPath path: String) throws(SpeechError) -> Data {
        // Of a pipe, nobody waits for the other end.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable(path, "it cannot be read; check that it exists and its rights") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard FileStatus(descriptor: descriptor)?.isRegular == true else {
            throw unusable(path, "it is no file with content of its own")
        }
        // What the kernel makes up while it is read says of itself that it is empty.
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
