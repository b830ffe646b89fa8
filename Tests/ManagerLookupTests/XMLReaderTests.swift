import Testing

@testable import ManagerLookup

@Suite("XML answers")
struct XMLReaderTests {
    @Test("become JSON: attributes, text, repeated and empty elements, prefixes as written")
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
        "that are no XML, have a document type or are nested without end are refused",
        arguments: [
            "", "nonsense", "<a><b></a>", "<!DOCTYPE a [<!ENTITY b \"x\">]><a>&b;</a>",
            String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100),
        ])
    func refused(text: String) {
        #expect(throws: XMLReader.Flaw.self) { try XMLReader.json(Array(text.utf8)) }
    }
}
