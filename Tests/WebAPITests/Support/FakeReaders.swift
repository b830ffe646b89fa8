import HTTPTypes
import WebAPI

/// The same person always is signed in, or nobody.
struct FakeReaders: PageReaderSource {
    var reader: PageReader?

    func reader(of headers: HTTPFields) async throws -> PageReader? { reader }
}

extension PageReader {
    static let admin = PageReader(id: "1", name: "Reza", role: .admin, csrfToken: "csrf-of-reza")
    static let agent = PageReader(
        id: "2", name: "Ali", role: .operator, extension: "101", departments: ["support"], csrfToken: "csrf-of-ali")
}
