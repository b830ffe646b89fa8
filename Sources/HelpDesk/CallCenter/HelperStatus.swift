/// A helper, and whether they may be disturbed.
public struct HelperStatus: Sendable, Codable, Equatable {
    public var `extension`: String
    /// As the tables name them; `nil` when they do not.
    public var name: String?
    /// The ids of the departments that they help; empty for one whom only a CRM names.
    public var departments: [String]
    /// Whether they have switched on *do not disturb*.
    public var isPaused: Bool

    public init(extension number: String, name: String?, departments: [String], isPaused: Bool) {
        self.extension = number
        self.name = name
        self.departments = departments
        self.isPaused = isPaused
    }

    private enum CodingKeys: String, CodingKey {
        case `extension`, name, departments
        case isPaused = "paused"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.extension, forKey: .extension)
        try container.encode(name, forKey: .name)
        try container.encode(departments, forKey: .departments)
        try container.encode(isPaused, forKey: .isPaused)
    }
}

extension CallCenter {
    /// Everybody whom the tables name as a helper, and everybody who is paused, by extension.
    public var helpers: [HelperStatus] {
        var found: [String: HelperStatus] = [:]
        for department in departments.values.sorted(by: { $0.id < $1.id }) {
            for helper in department.helpers {
                var status = found[helper.extension] ?? self.status(of: helper.extension)
                status.departments.append(department.id)
                status.name = status.name ?? helper.name
                found[helper.extension] = status
            }
        }
        for number in paused where found[number] == nil { found[number] = status(of: number) }
        return found.values.sorted { $0.extension < $1.extension }
    }

    /// A helper; one whom no table names may be known to a CRM.
    public func helper(_ number: String) -> HelperStatus {
        helpers.first { $0.extension == number } ?? status(of: number)
    }

    private func status(of number: String) -> HelperStatus {
        HelperStatus(extension: number, name: nil, departments: [], isPaused: paused.contains(number))
    }
}
