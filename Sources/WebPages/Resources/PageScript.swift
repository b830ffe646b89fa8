/// The modules that the program itself adds to pages, by their names in `Pages/Assets`; each must exist at start.
enum PageScript: String, CaseIterable {
    case files = "files.js"
    case help = "help.js"
    case prompts = "prompts.js"
    case record = "record.js"
    case reorder = "reorder.js"
    case supervisor = "supervisor.js"
}
