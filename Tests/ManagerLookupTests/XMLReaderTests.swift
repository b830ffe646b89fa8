import Foundation
import JSON
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("XML answers")
struct XMLReaderTests {
    @Test("XML becomes JSON: attributes, text, repeated and empty elements, prefixes as written")
    func conversion() throws {
        let xml = """
            <?xml version="1.0"?>
            <soap:Envelope xmlns:soap="urn:x"><soap:Body>
              <user id="7">Sara</user><user id="8"><name>Ali</name><name><![CDATA[B & C]]></name></user><none/>
            </soap:Body></soap:Envelope>
            """
        let text = JSONText.string(try XMLReader.json(Array(xml.utf8)))
        #expect(
            text
                == #"{"soap:Envelope":{"@xmlns:soap":"urn:x","soap:Body":{"none":null,"user":[{"#
                + ##""#text":"Sara","@id":"7"},{"@id":"8","name":["Ali","B & C"]}]}}}"##)
    }

    @Test(
        "An answer that is no XML, has a document type or is nested without end is refused",
        arguments: [
            "", "nonsense", "<a><b></a>", "<!DOCTYPE a [<!ENTITY b \"x\">]><a>&b;</a>",
            String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100),
        ])
    func refused(text: String) {
        #expect(throws: ParseError.self) { try XMLReader.json(Array(text.utf8)) }
    }

    private static func problem(_ bytes: [UInt8]) -> String? {
        do throws(ParseError) {
            _ = try XMLReader.json(bytes)
            return nil
        } catch {
            return error.problem
        }
    }

    @Test("XML is read in a time that grows with it: eight times as many siblings do not take 64 times as long")
    func siblings() throws {
        func time(_ count: Int) throws -> Duration {
            let bytes = Array(("<r>" + String(repeating: "<a/>", count: count) + "</r>").utf8)
            return try ThreadTime.measure {
                let root = try XMLReader.json(bytes)
                guard case .object(let members) = root, case .object(let children)? = members["r"],
                    case .array(let elements)? = children["a"]
                else {
                    Issue.record("no array of siblings")
                    return
                }
                #expect(elements.count == count)
            }
        }
        // The quickest of three, so that no pause of the machine's counts.
        let few = try (0..<3).map { _ in try time(5_000) }.min() ?? .zero
        let many = try (0..<3).map { _ in try time(40_000) }.min() ?? .zero
        #expect(many < few * 32, "\(few) and \(many)")
    }

    @Test(
        "XML that is read without prefixes has its namespaces' names, whatever the prefixes are",
        arguments: [
            (
                "<s:E xmlns:s='u'><s:B a='1' s:c='2' xmlns='v'><x xmlns='w'>t</x></s:B></s:E>",
                #"{"E":{"B":{"@a":"1","@c":"2","x":"t"}}}"#
            ),
            (
                "<a xmlns:i='u'><b i:nil='true'/><c i:nil='1'></c><d i:nil='false'>x</d></a>",
                ##"{"a":{"b":null,"c":null,"d":{"@nil":"false","#text":"x"}}}"##
            ),
            ("<p:a><q:b>1</q:b><r:b>2</r:b></p:a>", #"{"a":{"b":["1","2"]}}"#),
            ("<a p:x='1' q:x='2'/>", #"{"a":{"@x":"1"}}"#), ("<a nil='true'/>", #"{"a":{"@nil":"true"}}"#),
        ])
    func localNames(xml: String, json: String) throws {
        let expected = try JSONReader.value(of: Array(json.utf8))
        #expect(try XMLReader.json(Array(xml.utf8), names: .local) == expected)
    }

    @Test("XML that is read without prefixes is no less strict about its tags")
    func localTags() {
        #expect(throws: ParseError.self) { try XMLReader.json(Array("<p:a></q:a>".utf8), names: .local) }
    }

    @Test("XML of too much is refused, whatever it is too much of")
    func bounds() {
        let many = 60_000
        for (text, reason) in [
            ("<r>" + String(repeating: "<a/>", count: many) + "</r>", "elements"),
            ("<r " + (0..<many).map { "a\($0)='' " }.joined() + "/>", "attributes"),
            (String(repeating: "<a>", count: many), "deeper"),
            ("<a>" + String(repeating: "x", count: XMLReader.Limits.bytes) + "</a>", "bytes"),
        ] {
            #expect(Self.problem(Array(text.utf8))?.contains(reason) == true, "\(reason)")
        }
    }

    @Test(
        "XML with a document type is refused in every encoding",
        arguments: [
            String.Encoding.utf8, .utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian,
            .utf32BigEndian,
        ])
    func documentTypes(encoding: String.Encoding) throws {
        let declared = "<?xml version='1.0' encoding='UTF-16'?>"
        for text in ["<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>", declared + "<!DOCTYPE a><a/>"] {
            let bytes = Array(try #require(text.data(using: encoding)))
            for mark in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] where mark.isEmpty || encoding == .utf8 {
                #expect(Self.problem(mark + bytes) == "XML with a document type, which is not read")
            }
        }
        let good = Array(try #require((declared + "<a>علی</a>").data(using: encoding)))
        #expect(try XMLReader.json(good) == .object(["a": .text("علی")]))
    }

    @Test("XML in an old encoding is read as it declares it, so nothing hides in one")
    func declaredEncodings() throws {
        let arabic = Array("<?xml version='1.0' encoding=\"windows-1256\" ?><a>".utf8) + [0xD3, 0xC7, 0xD1, 0xC7]
        #expect(try XMLReader.json(arabic + Array("</a>".utf8)) == .object(["a": .text("سارا")]))
        // The header counts for more, where it is so.
        let utf8 = Array("<?xml version='1.0' encoding='windows-1256'?><a>سارا</a>".utf8)
        #expect(try XMLReader.json(utf8, charset: "UTF-8") == .object(["a": .text("سارا")]))
        #expect(Self.problem(Array("<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a><a/>".utf8)) != nil)
        #expect(Self.problem(Array("<?xml version='1.0' encoding='EBCDIC-US'?><a/>".utf8)) != nil)
        #expect(
            Self.problem(Array("<?xml version='1.0' encoding='x-none'?><a/>".utf8))
                == "XML in the encoding x-none, which is not known here")
    }

    @Test(
        "XML that ends early or holds what XML does not allow is refused and traps nowhere",
        arguments: [
            "<", "<a", "<a ", "<a b", "<a b=", "<a b='", "<a b='c", "<a/", "</a>", "<a></b>", "<a/><b/>", "<a/>x",
            "<a>&", "<a>&#;</a>", "<a>&#+65;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#99999999999;</a>",
            "<a>&b;</a>", "<a b='1' b='2'/>", "<a b=1/>", "<a b='<'/>", "<a\u{1}/>", "<a>\u{1}</a>", "<!", "<!--",
            "<a><![CDATA[</a>", "<?", "<?xml", "<?xml ?>", "<1/>", "<a b='c'd='e'/>", "\u{FEFF}", "<a>]]>",
        ])
    func broken(text: String) {
        #expect(Self.problem(Array(text.utf8)) != nil)
        #expect(Self.problem(Array("<?xml version='1.0' encoding='latin1'?>\(text)".utf8)) != nil)
    }
}
