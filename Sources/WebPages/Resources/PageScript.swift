/// The modules that the program adds to pages by itself, by their names in `Pages/Assets`; each must be there at start.
enum PageScript: String, CaseIterable {
    case files = "files.js"
    case help = "help.js"
    case prompts = "prompts.js"
    case record = "record.js"
    case reorder = "reorder.js"
    case supervisor = "supervisor.js"
}
