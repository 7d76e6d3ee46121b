internal import Glibc

/// What stands at a path: `S_IFREG`, `S_IFDIR`, `S_IFIFO` and so on, links followed; nil where there is nothing.
func fileKind(_ path: String) -> mode_t? {
  var facts = stat()
  return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : nil
}
