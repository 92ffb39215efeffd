/// What follows when an item has been executed.
struct SearchDecision {
    /// Whether the item waits for others before it is known whether it goes on.
    var isHeld = false
    /// Items to execute now.
    var next: [WorkItem] = []
    /// Items that were held and don't go on.
    var leftOut: [WorkItem] = []
}
