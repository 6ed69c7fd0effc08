"""The folder that holds the workspace's files while cells run."""

import hashlib
import os
import shutil

FILES_MAX = 20_000


class Workspace:
    def __init__(self, root):
        self.root = root
        self._hashes = {}
        os.makedirs(root, exist_ok=True)

    def place(self, path):
        """Where a path of the workspace lies. Raises ValueError where it leads out."""
        place = os.path.normpath(os.path.join(self.root, path))
        if not place.startswith(self.root + os.sep):
            raise ValueError(f"{path} leads out of the workspace.")
        return place

    def scan(self):
        """The SHA-256 of every regular file, by its path. Links are not followed and not kept."""
        found = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                place = os.path.join(folder, name)
                try:
                    stat = os.lstat(place)
                    if os.path.isfile(place) and not os.path.islink(place) and len(found) < FILES_MAX:
                        found[os.path.relpath(place, self.root)] = self._hash(place, stat)
                except OSError:
                    continue  # it went away meanwhile
        return found

    def _hash(self, place, stat):
        key = (place, stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if key not in self._hashes:
            with open(place, "rb") as file:
                self._hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._hashes[key]

    def lay(self, wanted):
        """Removes what should not be there; answers the paths that have still to come."""
        have = self.scan()
        for path in have:
            if path not in wanted:
                os.unlink(self.place(path))
        os.makedirs(os.path.join(self.root, "output"), exist_ok=True)
        return [path for path, sha256 in wanted.items() if have.get(path) != sha256]

    def write(self, path, parts):
        place = self.place(path)
        if os.path.isdir(place) and not os.path.islink(place):
            shutil.rmtree(place)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            for part in parts:
                file.write(part)
