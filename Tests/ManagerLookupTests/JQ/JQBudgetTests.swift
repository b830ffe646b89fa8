import Testing

@testable import ManagerLookup

@Suite("The budget of a jq worker")
struct JQBudgetTests {
    @Test(
        "Reading an input may take as long as its size allows, and what anybody may post no longer than a program",
        arguments: [(1_000, 200), (256 << 10, 200), (4 << 20, 2_500), (8 << 20, 5_000)])
    func reading(byteCount: Int, milliseconds: Int) {
        #expect(JQBudget.milliseconds(toRead: byteCount, JQLimits()) == milliseconds)
    }
}
