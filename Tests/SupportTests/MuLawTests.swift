import Testing

@testable import TestSupport

@Suite struct MuLawTests {
    /// The ends and the steps of G.711, table 2a, scaled to 16 bits.
    @Test(
        "The codes of µ-law stand for the standard's values",
        arguments: zip([0xFF, 0x7F, 0xFE, 0x80, 0x00, 0xF0, 0x8F], [0, 0, 8, 32124, -32124, 120, 16764] as [Int16]))
    func standardValues(code: Int, value: Int16) {
        #expect(MuLaw.decode(UInt8(code)) == value)
    }

    @Test("Each code of µ-law survives the way to a sample and back")
    func codes() {
        for code in UInt8.min...UInt8.max where code != 0x7F {  // 0x7F is the other zero
            #expect(MuLaw.encode(MuLaw.decode(code)) == code)
        }
    }

    @Test("Every sample comes back from µ-law within its step")
    func samples() {
        for sample in Int16.min...Int16.max {
            let error = abs(Int(MuLaw.decode(MuLaw.encode(sample))) - Int(sample))
            #expect(error <= max(4, abs(Int(sample)) / 24 + 8))
        }
    }
}
