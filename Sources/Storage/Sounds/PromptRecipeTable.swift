/// What the prompts of calls were made from, for the other bridges of the same database. A file has one bridge, and no
/// rows in it.
package enum PromptRecipeTable {
    package static let name = "prompt_recipes"
    /// The number of days, of 24 hours, that an unused recipe is kept.
    ///
    /// A prompt is fetched during its call, and most prompts contain a name and are of no use afterwards.
    static let keptDays = 1
}
