import Administration
import HelpDesk
import LocatedYAML
import Testing

@Suite("Users and the phones that they name")
struct UserServiceTests {
    @Test(
        "An operator's phone may be named with the default PBX, and is the same phone",
        arguments: [
            ("101@tehran", true), ("101", true), ("101@shiraz", false),
        ])
    func defaultPBX(number: String, isKnown: Bool) async throws {
        let callCenter = CallCenter(departments: [MemorySettings.department], operators: [MemorySettings.agent])
        let users = UserService(
            store: try MemoryUsers(), callCenter: MemorySettings(callCenter),
            hasher: PasswordHasher(cost: MemoryUsers.cost), defaultPBX: "tehran")
        let draft = UserDraft(
            login: "ali", name: "Ali", role: .operator, extension: "101", otherExtensions: [number])
        do {
            _ = try await users.make(draft, password: MemoryUsers.password, by: "root")
        } catch .invalid(let faults) {
            #expect(faults.map(\.path) == ["otherExtensions"] && !isKnown)
            return
        } catch {
            // It is this store that keeps nobody.
        }
        #expect(isKnown)
    }
}
