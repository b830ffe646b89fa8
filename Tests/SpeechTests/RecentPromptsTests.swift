import Testing

@testable import Files
@testable import Speech

@Suite("Prompts that were read of late") struct RecentPromptsTests {
    private func identity(_ inode: UInt64, modified: Int64 = 1, changed: Int64 = 1) -> FileIdentity {
        FileIdentity(device: 1, inode: inode, size: 3, modified: modified, changed: changed)
    }

    @Test("A prompt that was read of late is given out as long as its file is the one that was read")
    func same() {
        var recent = RecentPrompts()
        recent.keep([1, 2, 3], of: "a", as: identity(1))
        #expect(recent.bytes(of: "a", as: identity(1)) == [1, 2, 3])
        #expect(recent.bytes(of: "a", as: identity(2)) == nil, "replaced")
        #expect(recent.bytes(of: "a", as: identity(1, modified: 2)) == nil, "changed")
        recent.note(identity(1, modified: 2), of: "a")
        #expect(recent.bytes(of: "a", as: identity(1, modified: 2)) == [1, 2, 3])
        recent.remove("a")
        #expect(recent.bytes(of: "a", as: identity(1, modified: 2)) == nil)
    }

    @Test("A prompt that was read is not kept while its file could change unnoticed")
    func fresh() {
        var recent = RecentPrompts()
        let fresh = identity(1, changed: FileIdentity.now())
        recent.keep([1, 2, 3], of: "a", as: fresh)
        #expect(recent.bytes(of: "a", as: fresh) == nil)
    }

    @Test("Kept prompts go when there is no room for them, those used longest ago first")
    func room() {
        var recent = RecentPrompts(maximumBytes: 6)
        recent.keep([1, 2, 3], of: "a", as: identity(1))
        recent.keep([4, 5, 6], of: "b", as: identity(2))
        #expect(recent.bytes(of: "a", as: identity(1)) != nil)
        recent.keep([7], of: "c", as: identity(3))
        #expect(recent.bytes(of: "b", as: identity(2)) == nil)
        #expect(recent.bytes(of: "a", as: identity(1)) == [1, 2, 3])
        #expect(recent.bytes(of: "c", as: identity(3)) == [7])
    }
}
