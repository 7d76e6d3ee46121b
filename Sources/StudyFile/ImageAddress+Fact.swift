internal import Roster

extension ImageAddress.Fault {
  /// What is dangerous in an address; nil where the text is none at all.
  func fact(of address: String) -> String? {
    switch self {
    case .notAnAddress: nil
    case .scheme(let scheme): "the address \(shown(address)) is of the kind '\(scheme):', not http or https."
    case .credentials: "an address here has a user's name or a password in it."
    case .privateHost(let host): "the address of this line is in a private network: \(shown(host))."
    }
  }
}
