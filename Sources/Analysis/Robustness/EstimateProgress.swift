public import Blinding
internal import Statistics

/// What the paired differences would have been at earlier moments of the study: a look back that nobody had while rating.
///
/// Presentations stand in one order, and each checkpoint takes the first so many of them, with the estimator of the
/// report. A presentation is what one rater was shown at a time; it enters whole, with the answers that count at the end.
/// What nobody was shown (a failure of every candidate, a pair that need not be asked about) counts by rule and enters in
/// step with its rater's presentations: the *i*-th of *u*, by image, with the rater's presentation number
/// ⌊(i − 1) n / u⌋ + 1 of *n*. The last checkpoint takes everything and is the report's estimate, to the last digit.
///
/// A verdict rests on the last checkpoint alone. Intervals at the others do not allow for looking again and again, so no
/// rule to stop early can be read off them.
public struct EstimateProgress: Hashable, Sendable, Codable {
  /// What presentations are ordered by.
  public enum Order: String, Hashable, Sendable, Codable {
    /// The time of a presentation's first answer, by its rater's clock; at the same time, by rater and own order.
    case time = "the time of the first answer"
    /// A rater's presentation number *i* of *n* stands at (i − ½) / n: all raters side by side, as if each had begun and
    /// ended with the others. At the same place, by rater. Where a presentation has no time.
    case ownOrder = "each rater’s own order"
  }

  /// The estimates from the first so many presentations.
  public struct Checkpoint: Hashable, Sendable, Codable {
    /// Presentations taken.
    public var presentations: Int
    /// Raters of these.
    public var raters: Int
    /// Arm → arm minus incumbent; an arm without a pair yet is absent.
    public var differences: [ArmCode: TwoScopes]
  }

  /// Checkpoints at most: one at each twentieth part.
  public static let most = 20

  /// What presentations are ordered by.
  public var order: Order
  /// Presentations in all.
  public var presentations: Int
  /// Few first; empty with a ``reason``.
  public var checkpoints: [Checkpoint]
  /// Why there is none.
  public var reason: String?
}

extension EstimateProgress {
  /// One paired difference, and which presentation brought it.
  private struct Entry {
    let pair: Observation
    let place: Int
  }

  /// Looks back.
  ///
  /// - Parameters:
  ///   - cells: of the claimed criterion, by image and rater.
  ///   - names: pseudonym by rater number.
  ///   - incumbent: the arm in production.
  ///   - areCompared: whether captions were compared: then a presentation is a pair, and else an image.
  ///   - estimator: the report's.
  /// - Throws: ``AnalysisError/notEstimable(arm:criterion:_:)`` where an estimator refuses numbers. An arm without a pair,
  ///   and a checkpoint at which an arm has none yet, is no error.
  /// - Complexity: O(arms × cells × checkpoints).
  init(
    _ cells: [NumberedTable.Cell], names: [String], incumbent: ArmCode, areCompared: Bool,
    by estimator: ScopeEstimator
  ) throws(AnalysisError) {
    let sequence = PresentationSequence(cells, names: names, areCompared: areCompared)
    order = sequence.order
    presentations = sequence.raters.count
    checkpoints = []
    guard presentations >= 2 else {
      reason = "fewer than two presentations with a known place in their rater’s work"
      return
    }
    let groups = Dictionary(grouping: cells.indices, by: { cells[$0].arm })
    let base = groups[incumbent] ?? []
    var arms: [ArmCode: [Entry]] = [:]
    for (arm, own) in groups where arm != incumbent {
      let partners: PairedDifferences?
      do throws(EstimationError) {
        partners = try Comparison.pairs(own.map { cells[$0] }, base.map { cells[$0] })
      } catch {
        throw .notEstimable(arm: arm, criterion: cells[own[0]].criterion, error)
      }
      guard let partners else { continue }
      // The differences stand in the order of the arm's cells, those without a partner left out.
      var pairs = partners.observations[...]
      arms[arm] = own.compactMap { index in
        let place = cells[index].observation
        guard let pair = pairs.first, pair.image == place.image, pair.rater == place.rater else { return nil }
        pairs.removeFirst()
        return Entry(pair: pair, place: sequence.places[index])
      }
    }
    guard !arms.isEmpty else {
      reason = "no candidate has a pair with the incumbent"
      return
    }
    let counts = Set((1...Self.most).map { (presentations * $0 + Self.most - 1) / Self.most })
    for count in counts.sorted() {
      var differences: [ArmCode: TwoScopes] = [:]
      for (arm, entries) in arms {
        do throws(EstimationError) {
          differences[arm] = try estimator.overall(entries.filter { $0.place < count }.map(\.pair), .difference)
        } catch {
          throw .notEstimable(arm: arm, criterion: cells[0].criterion, error)
        }
      }
      checkpoints.append(
        Checkpoint(
          presentations: count, raters: Set(sequence.raters.prefix(count)).count, differences: differences))
    }
  }
}
