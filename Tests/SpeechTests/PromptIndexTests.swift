import Testing

@testable import Files
@testable import Speech

@Suite("What a cache of prompts knows of its files") struct PromptIndexTests {
    private let file = WAVFile(AudioSamples(samples: [1, 2, 3], sampleRate: 8_000))

    private func identity(_ inode: UInt64 = 1, size: Int = 10, modified: Int64 = 1) -> FileIdentity {
        FileIdentity(device: 1, inode: inode, size: size, modified: modified, changed: modified)
    }

    @Test("A prompt's use is recorded on the disk at most once a minute")
    func use() {
        var index = PromptIndex(maximumBytes: 1_000)
        index.remember("a", as: identity(), .seconds(2), at: 5)
        let later = PromptIndex.touchInterval + 2
        let uses = [later - 2, later, later + 1].map { index.noteUse(of: "a", as: identity(), at: $0) }
        #expect(uses.map { $0?.duration } == [.seconds(2), .seconds(2), .seconds(2)])
        #expect(uses.map { $0?.isTouchDue } == [false, true, false])
    }

    @Test("A prompt whose file was replaced is not known, but one that was only touched is")
    func replacement() {
        var index = PromptIndex(maximumBytes: 1_000)
        index.remember("a", as: identity(), .seconds(2), at: 5)
        let replaced = index.noteUse(of: "a", as: identity(2), at: 6)
        #expect(replaced?.duration == nil)
        index.noteTouch(of: "a", as: identity(2, modified: 9))
        let other = index.noteUse(of: "a", as: identity(2, modified: 9), at: 10)
        #expect(other?.duration == nil)
        index.noteTouch(of: "a", as: identity(modified: 9))
        let touched = index.noteUse(of: "a", as: identity(modified: 9), at: 10)
        #expect(touched?.duration == .seconds(2))
    }

    @Test("The files of a cache are counted when they may take up too much, and whenever a sixteenth was stored")
    func count() {
        var index = PromptIndex(maximumBytes: 160)
        let first = index.noteStored("a", as: identity(1), .seconds(1), at: 1)
        let second = index.noteStored("b", as: identity(2), .seconds(1), at: 2)
        #expect([first, second] == [false, true], "20 of 160 since the last count")
        let begun = [index.beginScan(), index.beginScan()]
        #expect(begun == [true, false], "one at a time")
        index.beginCount()
        let third = index.noteStored("c", as: identity(3), .seconds(1), at: 3)
        let isFull = index.endScan(total: 150)
        #expect([third, isFull] == [false, false], "all that there may be")
        let fourth = index.noteStored("d", as: identity(4, size: 1), .seconds(1), at: 4)
        let another = index.beginScan()
        let isStillFull = index.endScan(total: 150)
        #expect([fourth, another, isStillFull] == [true, true, true], "more has come meanwhile")
    }

    @Test("A prompt that has been used since the files were counted is not removed from the cache")
    func removal() {
        var index = PromptIndex(maximumBytes: 160)
        index.remember("old", as: identity(1), .seconds(1), at: 1)
        index.remember("new", as: identity(2), .seconds(1), at: 7)
        #expect(index.lastUses == ["old": 1, "new": 7])
        let forgotten = ["old", "new", "another process's"].map { index.forget($0, unusedSince: 5) }
        #expect(forgotten == [true, false, true])
        #expect(index.lastUses == ["new": 7])
    }

    @Test("What keeps prompts from being stored is known until all of them lie on the disk")
    func fault() {
        var index = PromptIndex(maximumBytes: 1_000)
        let first = index.keepUnstored(file, as: "a", because: "no space")
        let second = index.keepUnstored(file, as: "b", because: "no space at all")
        #expect([first, second] == [true, false])
        let kept = index.noteMissing("a")
        #expect(kept == file)
        _ = index.noteStored("a", as: identity(1), .seconds(1), at: 1)
        #expect(index.fault == "no space at all")
        _ = index.noteStored("b", as: identity(2), .seconds(1), at: 2)
        #expect(index.fault == nil)
        let stored = index.noteMissing("a")
        #expect(stored == nil)
    }
}
