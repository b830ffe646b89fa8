import HelpDesk
import Testing

@testable import Telephony

@Suite("How an extension is called on the PBX")
struct PhoneAddressesTests {
    @Test(
        "A local channel stays for the whole of the call, since its name is ours",
        arguments: [
            ("PJSIP/{extension}", "PJSIP/200"), ("Local/{extension}@from-internal", "Local/200@from-internal/n"),
            ("Local/{extension}@from-internal/nj", "Local/200@from-internal/nj"),
            ("PJSIP/{extension}@trunk", "PJSIP/200@trunk"),
        ])
    func dialled(endpoint: String, expected: String) throws {
        #expect(try PhoneAddresses(endpoint: endpoint).dialled(Samples.number("200"), .extension) == expected)
    }

    @Test("An extension of another PBX is dialled through the trunk, which may name that PBX")
    func trunk() throws {
        let number = try Samples.number("200")
        let named = try PhoneAddresses(trunk: "PJSIP/{extension}@tehran")
        #expect(try named.dialled(number, .otherPBX("tehran")) == "PJSIP/200@tehran")
        #expect(named.account(of: number, .otherPBX("tehran")) == nil)
        let general = try PhoneAddresses(endpoint: "Local/{extension}@from-internal", trunk: "PJSIP/{extension}@{pbx}")
        #expect(try general.dialled(number, .otherPBX("shiraz")) == "PJSIP/200@shiraz")
        #expect(throws: PBXError.self) { try PhoneAddresses().dialled(number, .otherPBX("shiraz")) }
        #expect(throws: TelephonyError.invalidTrunk("PJSIP/200@tehran")) {
            try PhoneAddresses(trunk: "PJSIP/200@tehran")
        }
    }

    @Test(
        "Who has asked to be called is rung at their phone, past the dialplan that leads to everybody else",
        arguments: [
            ("Local/{extension}@from-internal", nil, "PJSIP/200"),
            ("Local/{extension}@from-internal", "SIP/{extension}", "SIP/200"), ("PJSIP/{extension}", nil, "PJSIP/200"),
            ("PJSIP/{extension}@trunk", nil, "PJSIP/200@trunk"),
        ] as [(String, String?, String)])
    func phone(endpoint: String, device: String?, expected: String) throws {
        let phones = try PhoneAddresses(endpoint: endpoint, device: device)
        #expect(try phones.dialled(Samples.number("200"), .phone) == expected)
    }

    @Test(
        "A phone's device is the endpoint where that is one, and else what is usual",
        arguments: [
            ("PJSIP/{extension}", nil, "PJSIP/200"), ("SIP/{extension}-desk", nil, "SIP/200-desk"),
            ("Local/{extension}@from-internal/n", nil, "PJSIP/200"),
            ("local/{extension}@from-internal", "SIP/{extension}", "SIP/200"),
            ("PJSIP/{extension}@trunk", nil, "PJSIP/200"),
            ("PJSIP/trunk/sip:{extension}@pbx", nil, "PJSIP/200"),
        ] as [(String, String?, String)])
    func device(endpoint: String, device: String?, expected: String) throws {
        #expect(try PhoneAddresses(endpoint: endpoint, device: device).device(of: Samples.number("200")) == expected)
    }

    @Test(
        "A pattern that is no device is refused as one",
        arguments: [
            "Local/{extension}@from-internal", "PJSIP", "PJSIP/200", "PJSIP/{extension}@trunk", "/{extension}", "",
        ])
    func noDevice(pattern: String) {
        #expect(throws: TelephonyError.invalidDevice(pattern)) { try PhoneAddresses(device: pattern) }
    }

    @Test(
        "A phone's account is compared as a whole, whatever hyphens it has",
        arguments: [
            ("PJSIP/{extension}", "PJSIP/101-0000000a", true), ("PJSIP/{extension}", "PJSIP/101-2-0000000a", false),
            ("PJSIP/{extension}", "PJSIP/1011-0000000a", false), ("pjsip/{extension}", "PJSIP/101-0000000a", true),
            ("PJSIP/{extension}-2", "PJSIP/101-2-0000000a", true), ("PJSIP/{extension}-2", "PJSIP/101-0000000a", false),
            ("PJSIP/{extension}", "SIP/101-0000000a", false),
            ("PJSIP/{extension}", "Local/101@internal-0000000a;1", false),
            ("PJSIP/{extension}", "PJSIP/101", false), ("Local/{extension}@from-internal", "PJSIP/101-0000000a", true),
        ])
    func channel(endpoint: String, name: String, isTheirs: Bool) throws {
        #expect(try PhoneAddresses(endpoint: endpoint).channels(of: Samples.number("101"))(name) == isTheirs)
    }

    @Test("Of the phones of an account, only addresses of that account are dialled")
    func contacts() throws {
        let list = "PJSIP/201/sip:201@10.0.0.5:5060&PJSIP/201/sips:201@[::1]:5061&PJSIP/900/sip:x&Local/900@internal&"
        #expect(
            PhoneAddresses.contacts(in: list, of: "201")
                == ["PJSIP/201/sip:201@10.0.0.5:5060", "PJSIP/201/sips:201@[::1]:5061"])
        let number = try Samples.number("201")
        #expect(try PhoneAddresses(endpoint: "PJSIP/{extension}-WS").account(of: number, .extension) == "201-WS")
        #expect(try PhoneAddresses(endpoint: "Local/{extension}@from-internal").account(of: number, .extension) == nil)
        #expect(try PhoneAddresses(endpoint: "Local/{extension}@from-internal").account(of: number, .phone) == "201")
        #expect(try PhoneAddresses(endpoint: "SIP/{extension}").account(of: number, .phone) == nil)
    }

    @Test(
        "A number that a phone sends its calls to is read from what Asterisk calls it",
        arguments: [
            ("900", "900", "Local/900@"), ("900@internal", "900", "Local/900@"),
            ("Local/900@internal", "900", "Local/900@"), ("PJSIP/900", "PJSIP/900", "PJSIP/900-"),
            ("SIP/900@192.0.2.1", "SIP/900@192.0.2.1", "SIP/192.0.2.1-"),
            ("SIP/trunk/0912@x", "SIP/trunk/0912@x", "SIP/trunk-"),
            ("PJSIP/201/sip:900@h", "PJSIP/201/sip:900@h", "PJSIP/201-"),
        ])
    func forwardTarget(text: String, number: String, channel: String) {
        #expect(ForwardTarget.number(in: text) == number)
        #expect(ForwardTarget.channelPrefix(of: text) == channel)
    }
}
