internal import Glibc

/// The proxy that the environment names, by the variables that libcurl reads.
enum EnvironmentProxy {
  /// Whether requests to a host go by a proxy. A range of addresses in `no_proxy` (`10.0.0.0/8`) excepts nothing here.
  static func serves(scheme: String, host: String, variable: (String) -> String? = variable) -> Bool {
    let host = host.lowercased()
    if isLoopbackHost(host) { return false }
    // HTTP_PROXY is left alone, as by libcurl: a CGI program's visitors can set it by a header.
    let names = scheme == "http" ? ["http_proxy"] : ["https_proxy", "HTTPS_PROXY"]
    guard (names + ["all_proxy", "ALL_PROXY"]).contains(where: { variable($0) != nil }) else { return false }
    let excepted = variable("no_proxy") ?? variable("NO_PROXY") ?? ""
    return !excepted.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
      let name = entry.drop { $0 == "." }
      return entry == "*" || !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }
  }

  /// A variable's value; nil where it is not set, or empty.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value[0] != 0 else { return nil }
    return String(cString: value)
  }
}
