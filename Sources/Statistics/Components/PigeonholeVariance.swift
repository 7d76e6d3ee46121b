/// The variance that the pigeonhole bootstrap gives the mean of a complete table, in closed form: images and raters are
/// both drawn anew with replacement, and a cell counts as often as its image times its rater was drawn.
///
///     [Σ y² + (1 − 1/R) Σ over images (Σ y)² + (1 − 1/I) Σ over raters (Σ y)²] / (I R)²      y = x − mean
///
/// This is what infinitely many resamples would give; a finite number scatters around it. Source: McCullagh (2000),
/// "Resampling and exchangeable arrays", Bernoulli 6; Owen (2007), "The pigeonhole bootstrap", Annals of Applied
/// Statistics 1.
///
/// By hand: rows (1, 3), (2, 6): y = (−2, 0), (−1, 3); 14 + ½ (4 + 4) + ½ (9 + 9) = 27, over 16.
///
/// - Returns: in squared units of the ratings.
/// - Throws: `tooFewImages`, `tooFewRaters` below two; `constantObservations`.
/// - Complexity: O(I · R).
public func pigeonholeVariance(_ table: CrossedTable) throws(EstimationError) -> Double {
  guard table.images >= 2 else { throw .tooFewImages(found: table.images) }
  guard table.raters >= 2 else { throw .tooFewRaters(found: table.raters) }
  if let constant = table.constant { throw .constantObservations(value: constant) }
  let mean = table.mean
  let i = Double(table.images)
  let r = Double(table.raters)
  let cells = table.rows.joined().reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let images = table.imageEffects.reduce(0) { $0 + ($1 * r) * ($1 * r) }
  let raters = table.raterEffects.reduce(0) { $0 + ($1 * i) * ($1 * i) }
  let variance = (cells + (1 - 1 / r) * images + (1 - 1 / i) * raters) / (i * r * i * r)
  guard variance > 0 else { throw .constantObservations(value: mean) }
  return variance
}
