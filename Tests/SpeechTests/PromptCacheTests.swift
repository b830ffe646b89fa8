import Files
import Foundation
import TestSupport
import Testing

@testable import Speech

@Suite struct PromptCacheTests {
    private func digest(_ number: Int) -> PromptDigest {
        guard let digest = PromptDigest(hex: String(repeating: "0", count: 60) + String(format: "%04x", number)) else {
            preconditionFailure("64 digits are a digest")
        }
        return digest
    }

    private let file = WAVFile(tone(seconds: 1))

    private func sizes(in directory: String) throws -> [String: Int] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                FileIdentity(path: "\(directory)/\(name)").map { (name, $0.size) }
            })
    }

    @Test("A prompt that is stored is found, with its length, and can be read")
    func storeAndLookup() async throws {
        try await withTemporaryDirectory { directory in
            let cache = try PromptCache(directory: directory)
            #expect(cache.lookup(digest(1)) == nil)
            let stored = cache.store(file, as: digest(1))
            #expect(!stored.wasCached)
            #expect(stored.path == "\(directory)/\(digest(1).hex).wav")
            let found = try #require(cache.lookup(digest(1)))
            #expect(found.wasCached)
            #expect(found.duration == .seconds(1))
            #expect(await cache.read(digest: digest(1).hex) == file.bytes)
            #expect(try sizes(in: directory).keys.sorted() == ["\(digest(1).hex).wav"])
            #expect(try WAVFile(contentsOfFile: stored.path) == file, "players pass over the checksum")
        }
    }

    @Test(
        "Only 64 lower-case hexadecimal digits name a prompt",
        arguments: [
            "", "../../../../etc/passwd", String(repeating: "0", count: 63), String(repeating: "A", count: 64),
            String(repeating: "0", count: 65), String(repeating: "٠", count: 64),
            "../" + String(repeating: "0", count: 61),
        ])
    func names(name: String) async throws {
        try await withTemporaryDirectory { directory in
            let cache = try PromptCache(directory: directory)
            #expect(PromptDigest(hex: name) == nil)
            #expect(await cache.read(digest: name) == nil)
        }
    }

    @Test("The least recently used prompts go when the cache's bytes are used up")
    func eviction() async throws {
        try await withTemporaryDirectory { directory in
            let size = StoredPrompt.bytes(of: file).count
            let cache = try PromptCache(directory: directory, maximumBytes: size * 10)
            for number in 0..<10 { _ = cache.store(file, as: digest(number)) }
            await cache.settle()
            #expect(try sizes(in: directory).count == 10)
            #expect(cache.lookup(digest(0)) != nil)
            _ = cache.store(file, as: digest(10))
            await cache.settle()
            #expect(try sizes(in: directory).values.reduce(0, +) <= size * 10)
            #expect(cache.lookup(digest(0)) != nil, "used a moment ago")
            #expect(cache.lookup(digest(10)) != nil, "just stored")
            #expect(cache.lookup(digest(1)) == nil, "the oldest")
        }
    }

    @Test("Prompts that another process stores count in the cache, and its use of them too")
    func otherProcess() async throws {
        try await withTemporaryDirectory { directory in
            let size = StoredPrompt.bytes(of: file).count
            let other = try PromptCache(directory: directory)
            for number in 0..<10 { _ = other.store(file, as: digest(number)) }
            // Used an hour ago, and number 3 just now.
            for number in 0..<10 where number != 3 {
                let path = "\(directory)/\(digest(number).hex).wav"
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: path)
            }
            let cache = try PromptCache(directory: directory, maximumBytes: size * 4)
            await cache.settle()
            #expect(try sizes(in: directory).count <= 4)
            #expect(cache.verify(digest(3)) != nil)
            let kept = try sizes(in: directory).count
            let found = (0..<10).filter { other.lookup(digest($0)) != nil || other.verify(digest($0)) != nil }.count
            #expect(found == kept, "the other process notices what is gone")
        }
    }

    @Test("The use of a prompt is recorded in its file's time, and the prompt stays known")
    func touch() async throws {
        try await withTemporaryDirectory { directory in
            let first = try PromptCache(directory: directory)
            let path = first.store(file, as: digest(1)).path
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: path)
            let old = try #require(FileIdentity(path: path)?.modified)
            let cache = try PromptCache(directory: directory)
            #expect(cache.verify(digest(1)) != nil)
            #expect(cache.lookup(digest(1)) != nil)
            await cache.settle()
            #expect(try #require(FileIdentity(path: path)?.modified) > old)
            #expect(cache.lookup(digest(1)) != nil)
        }
    }

    @Test("A truncated, garbled or silent file is not taken for a prompt", arguments: 0...5)
    func damaged(kind: Int) async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let cache = try PromptCache(directory: directory, logger: log.logger)
            let path = cache.store(file, as: digest(1)).path
            var bytes = StoredPrompt.bytes(of: file)
            switch kind {
            case 0: bytes.removeLast(100)
            case 1: bytes[0] = 0
            case 2: bytes[5_000] ^= 1
            // Two kilobytes of noise in the middle, a file of the right form without a checksum, and silence.
            case 3: bytes.replaceSubrange(4_000..<6_000, with: (0..<2_000).map { _ in .random(in: 0...255) })
            case 4: bytes = file.bytes
            default: bytes = StoredPrompt.bytes(of: WAVFile(tone(seconds: 1, amplitude: 0)))
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(cache.lookup(digest(1)) == nil)
            #expect(cache.verify(digest(1)) == nil)
            #expect(await cache.read(digest: digest(1).hex) == nil)
            #expect(log.count("a prompt's file is damaged and will be made again") == 2)
        }
    }

    @Test("A prompt's file that is damaged while it looks as before is made again, and not for ever served as missing")
    func damagedUnnoticed() async throws {
        try await withTemporaryDirectory { directory in
            let path = try PromptCache(directory: directory).store(file, as: digest(1)).path
            func setTime() throws {
                let time = Date(timeIntervalSince1970: 1_700_000_000)
                try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
            }
            try setTime()
            let cache = try PromptCache(directory: directory)
            #expect(cache.verify(digest(1)) != nil)
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.seek(toOffset: 5_000)
            try handle.write(contentsOf: Data(repeating: 0, count: 2_000))
            try handle.close()
            try setTime()
            #expect(cache.lookup(digest(1)) != nil, "it looks as it did")
            #expect(await cache.read(digest: digest(1).hex) == nil)
            #expect(cache.lookup(digest(1)) == nil)
        }
    }

    @Test("Two prompt caches on one directory that store and read at once never see half a file")
    func concurrentProcesses() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let caches = try (0..<2).map { _ in try PromptCache(directory: directory, logger: log.logger) }
            try await withThrowingTaskGroup { group in
                for (index, cache) in caches.enumerated() {
                    group.addTask {
                        for round in 0..<100 { _ = cache.store(file, as: digest(round % 5)) }
                        #expect(cache.lookup(digest(0)) != nil || cache.verify(digest(0)) != nil)
                    }
                    group.addTask {
                        for round in 0..<100 {
                            guard let bytes = await caches[1 - index].read(digest: digest(round % 5).hex) else {
                                continue
                            }
                            #expect(bytes.count == file.bytes.count)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(log.count("a prompt's file is damaged and will be made again") == 0)
            #expect(try sizes(in: directory).count == 5)
        }
    }

    @Test("A prompt that a dead process left half written is removed, and one that a living process writes is not")
    func leftovers() async throws {
        try await withTemporaryDirectory { directory in
            let old = "\(directory)/\(AtomicFile.temporaryPrefix)old"
            let new = "\(directory)/\(AtomicFile.temporaryPrefix)new"
            for path in [old, new] { try Data([1]).write(to: URL(fileURLWithPath: path)) }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: old)
            await (try PromptCache(directory: directory)).settle()
            #expect(!FileManager.default.fileExists(atPath: old))
            #expect(FileManager.default.fileExists(atPath: new))
        }
    }

    @Test("A prompt cache's directory that cannot be made is refused by its path")
    func badDirectory() async throws {
        try await withTemporaryDirectory { directory in
            try Data().write(to: URL(fileURLWithPath: directory + "/file"))
            #expect {
                try PromptCache(directory: directory + "/file/cache")
            } throws: { error in
                guard case SpeechError.cacheFailed(directory + "/file/cache", _) = error else { return false }
                return true
            }
        }
    }

    @Test("A prompt cache's directory can be looked at without being made")
    func looking() async throws {
        try await withTemporaryDirectory { directory in
            try PromptCache.check(directory: directory)
            try PromptCache.check(directory: directory + "/a/b")
            try Data().write(to: URL(fileURLWithPath: directory + "/file"))
            for path in [directory + "/file", directory + "/file/cache"] {
                #expect(throws: SpeechError.self) { try PromptCache.check(directory: path) }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file"])
        }
    }

    @Test("A prompt that cannot be written is kept in memory, and leaves nothing behind")
    func cannotWrite() async throws {
        try await withTemporaryDirectory { directory in
            let cache = try PromptCache(directory: directory + "/cache")
            await cache.settle()
            try replaceByFile(directory + "/cache")
            #expect(!cache.store(file, as: digest(1)).wasCached)
            #expect(cache.lookup(digest(1))?.duration == .seconds(1))
            #expect(await cache.read(digest: digest(1).hex) == file.bytes)
            #expect(await cache.fault()?.contains("check space and permissions") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["cache"])
        }
    }

    @Test("A prompt that waits in memory is stored when it is asked for again, in a directory that was removed too")
    func storedLater() async throws {
        try await withTemporaryDirectory { directory in
            let cache = try PromptCache(directory: directory + "/cache")
            await cache.settle()
            try replaceByFile(directory + "/cache")
            for number in 1...2 { _ = cache.store(file, as: digest(number)) }
            try FileManager.default.removeItem(atPath: directory + "/cache")
            #expect(cache.lookup(digest(1)) != nil)
            await cache.settle()
            let names = (1...2).map { "\(digest($0).hex).wav" }
            #expect(try sizes(in: directory + "/cache").keys.sorted() == names)
            #expect(await cache.fault() == nil)
        }
    }

    @Test("A disk that takes no prompts is tried every few seconds, also where the clock was set back")
    func retries() {
        var index = PromptIndex(maximumBytes: 1)
        let (second, start): (Int64, Int64) = (1_000_000_000, 1_700_000_000_000_000_000)
        let moments = [0, 1, 4, 5, 6, 11, -3_600, -3_599].map { start + $0 * second }
        let isDue = moments.map { index.beginRetry(at: $0) }
        #expect(isDue == [true, false, false, true, false, true, true, false])
    }

    /// So that nothing can be written there, by root either.
    private func replaceByFile(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
        try Data().write(to: URL(fileURLWithPath: path))
    }
}
