import Foundation
import Testing

@testable import HelpDesk

@Suite("The id of a request")
struct HelpRequestIDTests {
    @Test("A request's id is a UUID of version 7 and the standard variant")
    func version() throws {
        let id = HelpRequestID(at: Date())
        let characters = Array(id.text)
        #expect(UUID(uuidString: id.text) != nil)
        #expect(characters[14] == "7")
        #expect("89ab".contains(characters[19]))
        #expect(HelpRequestID(id.text) == id)
    }

    @Test("A request's id is read in its canonical form, in letters of either case, and in no other")
    func reading() {
        let text = "019abcde-f012-7345-8678-9abcdef01234"
        #expect(HelpRequestID(text)?.text == text)
        #expect(HelpRequestID(text.uppercased())?.text == text)
        for wrong in [
            "", "g" + text.dropFirst(), text + "0", "{\(text)}", text.replacing("-", with: "0"), "-" + text.dropFirst(),
        ] {
            #expect(HelpRequestID(wrong) == nil, "\(wrong)")
        }
        // As many bytes, and fewer characters.
        #expect(HelpRequestID("é" + text.dropFirst(2)) == nil)
    }

    @Test("Ids of requests sort by time")
    func order() {
        let start = Date(timeIntervalSince1970: 1_795_000_000)
        let ids = (0..<100).map { HelpRequestID(at: start.addingTimeInterval(Double($0) / 1000)).text }
        #expect(ids == ids.sorted())
    }

    @Test("A request's id is found again in the names of channels, bridges and playbacks")
    func derivedNames() {
        let id = HelpRequestID()
        #expect(ChannelID.ofOperator(id).text == "hb-\(id)-op")
        #expect(ChannelID.ofHelper(id, ordinal: 1).text == "hb-\(id)-m1")
        #expect(ChannelID.ofHelper(id, ordinal: 12).call == CallID(id))
        #expect(BridgeID.of(id).call == CallID(id))
        #expect(PlaybackID.of(id, ordinal: 1).call == CallID(id))
        #expect(ChannelID("PJSIP/101-00000001").call == nil)
        #expect(ChannelID("hb-short").call == nil)
    }
}
