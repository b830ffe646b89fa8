/// What the prompts of calls were made from, for the other bridges of the same database. A file has one bridge, and no
/// rows in it.
package enum PromptRecipeTable {
    package static let name = "prompt_recipes"
    /// For how many days of 24 hours a recipe is kept that nobody uses: a prompt is fetched when its call is under way.
    /// Most name somebody, and are of no use afterwards.
    static let keptDays = 1
}
