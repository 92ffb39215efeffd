/// What decides which units are trained, and to which epoch.
///
/// Used by the writer's thread alone.
protocol SearchDriver: AnyObject {
    /// The items to begin with, in the order in which they should be begun.
    func start() -> [WorkItem]
    /// Decides what follows an executed item; `hasEnded` says that it cannot be trained on.
    func arrived(_ item: WorkItem, _ outcome: UnitOutcome, hasEnded: Bool) -> SearchDecision
    /// The items that wait for a decision.
    var held: [WorkItem] { get }
    /// The units that may be selected, of a group whose search is through; nil while it is not.
    func candidates(of group: UnitGroup) -> Set<String>?
}
