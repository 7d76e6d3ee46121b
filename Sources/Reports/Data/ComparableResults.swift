/// The parts of a `results.json` that two identical runs share, for comparing one with the other.
///
/// Every member named in ``Dossier/volatileKeys`` is left out wherever it stands; the rest is written with its keys in
/// alphabetical order.
///
/// - Throws: ``ReportError/notJSON(reason:)``.
public func comparableResults(_ json: String) throws(ReportError) -> String {
  try JSONValue(json: json.utf8).leavingOut(Dossier.volatileKeys).document
}
