import Administration
import HelpDesk
import Testing

@Suite("Asking a source by hand")
struct SourceInquiryServiceTests {
    /// Finds whom the call centre knows by name.
    private struct Inquirer: SourceInquirer {
        func ask(_ source: LookupSource, _ question: LookupQuestion) async throws -> SourceTrace {
            SourceTrace(
                result: question.operator.name.isEmpty ? .notFound : .found, milliseconds: 1, detail: nil,
                managers: [], exchanges: nil)
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
}
