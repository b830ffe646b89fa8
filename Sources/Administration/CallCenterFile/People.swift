import HelpDesk
import LocatedYAML

// Reading and writing of departments and operators.

extension CallCenterReader {
    mutating func department(_ field: CollectingField) -> Department? {
        guard let mapping = field.mapping(["id", "name", "parent", "helpers"]) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.department, id, at: idField)
        let parentField = mapping.optional("parent")
        let parent = identifier(parentField)
        refer(to: .department, parent, at: parentField)
        return Department(
            id: id ?? "", name: mapping.required("name")?.text() ?? "", parent: parent,
            helpers: helpers(mapping.optional("helpers")))
    }

    private func helpers(_ field: CollectingField?) -> [Department.Helper] {
        var lines: [String: Int] = [:]
        return (field?.list(of: "helpers") ?? []).compactMap { item in
            guard let mapping = item.mapping(["extension", "pbx", "name"]) else { return nil }
            let numberField = mapping.required("extension")
            let number = dialable(numberField, on: mapping.optional("pbx"))
            if let number, let numberField {
                if let line = lines[number] {
                    let place = line > 0 ? "line \(line)" : "this list"
                    numberField.report("\(Wording.quoted(number)) stands in \(place) already")
                }
                lines[number] = numberField.line ?? 0
            }
            return Department.Helper(extension: number ?? "", name: mapping.optional("name")?.text())
        }
    }

    mutating func agent(_ field: CollectingField) -> Operator? {
        guard let mapping = field.mapping(["extension", "pbx", "name", "department", "email", "crmId"]) else {
            return nil
        }
        let numberField = mapping.required("extension")
        let number = dialable(numberField, on: mapping.optional("pbx"))
        define(.operator, number, at: numberField)
        let departmentField = mapping.required("department")
        let department = identifier(departmentField)
        refer(to: .department, department, at: departmentField)
        return Operator(
            extension: number ?? "",
            name: mapping.optional("name")?.text() ?? number.map { ExtensionAddress($0).number } ?? "",
            department: department ?? "",
            email: mapping.optional("email")?.text(), crmId: mapping.optional("crmId")?.text())
    }
}

extension CallCenterWriter {
    static func department(_ department: Department) -> LocatedValue {
        .object(of: [
            ("id", .text(department.id)), ("name", .text(department.name)),
            ("parent", department.parent.map(LocatedValue.text)),
            ("helpers", nonEmpty(department.helpers.map(helper))),
        ])
    }

    private static func helper(_ helper: Department.Helper) -> LocatedValue {
        LocatedValue.object(of: [
            ("extension", .text(ExtensionAddress(helper.extension).number)),
            ("pbx", ExtensionAddress(helper.extension).pbx.map(LocatedValue.text)),
            ("name", helper.name.map(LocatedValue.text)),
        ]).compact
    }

    static func agent(_ agent: Operator) -> LocatedValue {
        .object(of: [
            ("extension", .text(agent.address.number)), ("pbx", agent.address.pbx.map(LocatedValue.text)),
            ("name", .text(agent.name)), ("department", .text(agent.department)),
            ("email", agent.email.map(LocatedValue.text)), ("crmId", agent.crmId.map(LocatedValue.text)),
        ])
    }
}
