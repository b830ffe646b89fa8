import Foundation
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import Speech

/// Recordings that are read in a process of its own, which is the program's `speech-worker`.
@Suite(.timeLimit(.minutes(15))) struct RecordingReaderTests {
    private func reader(
        _ command: [String] = WorkerProgram.command, timeout: Duration = .seconds(300), log: LogRecorder = LogRecorder()
    ) -> RecordingReader {
        RecordingReader(worker: command, timeout: timeout, logger: log.logger)
    }

    @Test("A worker reads a recording as this process does", arguments: SoundFiles.Format.allCases)
    func reads(format: SoundFiles.Format) throws {
        let file = try SoundFiles.tone(format)
        let (read, own) = (try reader().recording(file), try Recording(file))
        #expect(read.format == own.format && read.seconds == own.seconds && read.loudness == own.loudness)
        #expect(read.audio == own.audio)
    }

    @Test("A worker refuses what this process refuses, with the same words")
    func refuses() throws {
        let reader = reader()
        let large = [UInt8](repeating: 65, count: Recording.maximumBytes + 1)
        let level = try SoundFiles.level(0.5, .wav, sampleRate: 16_000, seconds: 1)
        for file in [[], Array("this is a text, not audio at all".utf8), large, level] {
            let own = try #require(throws: SpeechError.self) { try Recording(file) }
            #expect(throws: own) { try reader.recording(file) }
        }
    }

    @Test("What the MP3 library complains of is a line of the log, and nothing is written to standard error")
    func complains() throws {
        var file = try SoundFiles.tone(.mp3)
        // The bodies of some frames and the heads of others are of no use.
        for place in stride(from: file.count / 3, to: file.count / 2, by: 7) { file[place] = ~file[place] }
        let log = LogRecorder()
        _ = try? reader(log: log).recording(file)
        let said = log.lines.filter { $0.message == "a recording's decoder complains" }
        #expect(said.count == 1 && said.allSatisfy { $0.level == .debug && $0.text.contains("MPEG") }, "\(said)")
        let quiet = LogRecorder()
        _ = try reader(log: quiet).recording(SoundFiles.tone(.wav))
        #expect(quiet.lines.isEmpty)
    }

    @Test(
        "A recording at which the worker dies or talks nonsense is refused, and the log has the worker's last words",
        arguments: [
            ["/bin/sh", "-c", "echo no such thing >&2; exit 1"], ["/bin/cat"],
            ["/bin/sh", "-c", "ulimit -c 0; echo no such thing >&2; kill -SEGV $$"],
        ])
    func crashes(command: [String]) throws {
        let log = LogRecorder()
        let file = try SoundFiles.tone(.wav)
        #expect {
            try reader(command, log: log).recording(file)
        } throws: { error in
            guard case SpeechError.refusedRecording(let fault) = error else { return false }
            return fault.code == "damaged_recording"
        }
        let said = log.lines.filter { $0.message == "a recording crashed its decoder" }
        #expect(said.count == 1 && said.allSatisfy { $0.level == .warning })
        if command[0] == "/bin/sh" { #expect(said.first?.text.contains("no such thing") == true) }
    }

    @Test("A recording at which the worker hangs is refused as damaged")
    func hangs() throws {
        let file = try SoundFiles.tone(.wav)
        #expect {
            try reader(["/bin/sleep", "3600"], timeout: .milliseconds(200)).recording(file)
        } throws: { error in
            guard case SpeechError.refusedRecording(let fault) = error else { return false }
            return fault.code == "damaged_recording"
        }
    }

    @Test("A recording whose worker somebody else kills is not called damaged", arguments: ["KILL", "TERM", "HUP"])
    func killed(signal: String) throws {
        let file = try SoundFiles.tone(.wav)
        let log = LogRecorder()
        #expect {
            try reader(["/bin/sh", "-c", "kill -\(signal) $$"], log: log).recording(file)
        } throws: { error in
            guard case SpeechError.engineUnavailable = error else { return false }
            return true
        }
        #expect(log.count("a recording's decoder was killed from outside") == 1)
        #expect(log.count("a recording crashed its decoder") == 0)
    }

    @Test("Where no worker can be started, a recording is not called damaged")
    func noWorker() throws {
        let file = try SoundFiles.tone(.wav)
        #expect {
            try reader(["/nonexistent/helpbridge"]).recording(file)
        } throws: { error in
            guard case SpeechError.engineUnavailable(let reason) = error else { return false }
            return reason.contains("/nonexistent/helpbridge")
        }
    }
}
