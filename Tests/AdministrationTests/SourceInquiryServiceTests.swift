import Administration
import HelpDesk
import Testing

@Suite("Asking a source by hand")
struct SourceInquiryServiceTests {
    /// Finds whom the call centre knows by name, and says by which name they ask.
    private struct Inquirer: SourceInquirer {
        func ask(_ source: LookupSource, _ question: LookupQuestion) async throws -> SourceTrace {
            SourceTrace(
                result: question.operator.givenName == nil ? .notFound : .found, milliseconds: 1,
                detail: question.operator.name, managers: [], exchanges: nil)
        }
    }

    @Test("The operator of an inquiry may be named with the default PBX and in any digits, and is asked for as known")
    func defaultPBX() async throws {
        let callCenter = CallCenter(
            departments: [MemorySettings.department], operators: [MemorySettings.agent],
            sources: [LookupSource(id: "main", mapping: "generic", baseURL: "http://crm.test")])
        let inquiries = SourceInquiryService(
            callCenter: MemorySettings(callCenter), inquirer: Inquirer(), defaultPBX: "tehran")
        let cases: [(String, LookupReport.Result)] = [
            ("101", .found), ("101@tehran", .found), ("101@main", .notFound), ("۱۰۱", .found),
        ]
        for (number, result) in cases {
            #expect(try await inquiries.ask("main", about: number)?.result == result)
        }
    }

    @Test("An operator whom the call centre does not know is asked about by their extension as their name")
    func unknown() async throws {
        let callCenter = CallCenter(
            sources: [LookupSource(id: "main", mapping: "generic", baseURL: "http://crm.test")])
        let inquiries = SourceInquiryService(callCenter: MemorySettings(callCenter), inquirer: Inquirer())
        for number in ["199", "199@second"] {
            #expect(try await inquiries.ask("main", about: number)?.detail == "199")
        }
    }
}
