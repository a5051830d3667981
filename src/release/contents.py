"""Looks into what src/release/verify built, and lists the licence of each dependency."""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree
import zipfile

PREFIX = "automatum-spring-boot-"
NAMESPACE = "{http://maven.apache.org/POM/4.0.0}"
MODULE_NAMES = {
    "autoconfigure": "io.automatum.spring",
    "starter": "io.automatum.spring.starter",
    "starter-test": "io.automatum.spring.test",
}
HEADER = """# Dependencies

What comes with the artifacts, and the licence of each. Made from their SBOMs by `src/release/verify --write`; not to be
edited by hand.

"""
# Written anew by hand after src/release/updates has looked.
KNOWN = """## What is known of them

Looked up on 2026-11-26 with `src/release/updates`: the newest patches of Spring Boot 4.1, which chooses nearly all of these
versions, and of Resilience4j 2.4 are in use. Netty is at 4.2.18.Final while there is 4.2.20.Final: this build cannot resolve
the native jars of anything newer. That version is of this build alone; an application has the version that its own Spring
Boot chooses, 4.2.19.Final with 4.1.2. That a version is the newest says what was not missed and not that nothing is wrong
with it: no database of vulnerabilities was asked. `src/release/updates` asks one, where `osv-scanner` is installed, and a
release is to be checked there.

"""
TABLE = """| library | version | licence |
|---|---|---|
"""
problems = []


def check(holds, problem):
    if not holds:
        problems.append(problem)


def jars(directory, module):
    """The main jar, the sources and the Javadoc of a module."""
    found = {}
    for file in sorted(directory.glob(PREFIX + module + "-*.jar")):
        version = r"(\d[0-9.]*\d(?:-(?:SNAPSHOT|M\d+|RC\d+))?)"
        match = re.fullmatch(re.escape(PREFIX + module) + "-" + version + r"(?:-(\w+))?\.jar", file.name)
        if match:
            found[match.group(2) or "main"] = (zipfile.ZipFile(file), match.group(1))
    return found


def check_jars(directory, module):
    found = jars(directory, module)
    check(set(found) == {"main", "sources", "javadoc"}, f"{module}: there are {sorted(found)}")
    for kind, (jar, _) in found.items():
        names = jar.namelist()
        if kind != "javadoc":
            check("META-INF/LICENSE" in names, f"{module} {kind}: no licence")
        check(len(names) == len(set(names)), f"{module} {kind}: a name twice")
        for name in names:
            check(not re.search(r"Tests(\$.*)?\.(class|java)$", name), f"{module} {kind}: {name} is a test")
    main, version = found["main"]
    manifest = re.sub(r"\r?\n ", "", main.read("META-INF/MANIFEST.MF").decode())
    for entry in (f"Automatic-Module-Name: {MODULE_NAMES[module]}", f"Implementation-Version: {version}"):
        check(entry in manifest.splitlines(), f"{module}: the manifest has no '{entry}'")
    classes = {re.sub(r"(\$.*)?\.class$", "", name) for name in main.namelist() if name.endswith(".class")}
    sources = {name.removesuffix(".java") for name in found["sources"][0].namelist() if name.endswith(".java")}
    check(classes == sources, f"{module}: sources and classes differ: {sorted(classes ^ sources)[:5]}")
    pages = [name for name in found["javadoc"][0].namelist() if name.endswith(".html")]
    check(bool(pages) == bool(classes), f"{module}: {len(pages)} pages of Javadoc for {len(classes)} classes")
    if module == "autoconfigure":
        check_metadata(main)
    print(f"{module} {version}: {len(main.namelist())} entries, {len(sources)} sources, {len(pages)} pages of Javadoc")


def check_metadata(jar):
    names = set(jar.namelist())
    listed = jar.read("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports").decode().split()
    check(listed == sorted(listed) and listed, "the list of auto-configurations is not sorted")
    conditions = jar.read("META-INF/spring-autoconfigure-metadata.properties").decode()
    for name in listed:
        check(name.replace(".", "/") + ".class" in names, f"{name} is listed and not there")
        check(name in conditions, f"{name} has no auto-configuration metadata")
    properties = json.loads(jar.read("META-INF/spring-configuration-metadata.json"))["properties"]
    check(all("description" in entry for entry in properties), "a property without a description")
    print(f"metadata: {len(listed)} auto-configurations, {len(properties)} properties")


def check_pom(directory, module):
    root = xml.etree.ElementTree.parse(directory / f"{PREFIX}{module}.pom").getroot()
    for path in ("name", "description", "url", "licenses/license/name", "developers/developer/name", "scm/url",
                 "scm/connection"):
        element = root.find("/".join(NAMESPACE + step for step in path.split("/")))
        check(element is not None and (element.text or "").strip(), f"{module}: the POM has no {path}")
    for name in ("parent", "properties", "build", "repositories", "profiles"):
        check(root.find(NAMESPACE + name) is None, f"{module}: the POM has {name}")
    managed = root.findall(f"{NAMESPACE}dependencyManagement/{NAMESPACE}dependencies/{NAMESPACE}dependency")
    check(len(managed) == (len(MODULE_NAMES) if module == "bom" else 0), f"{module}: manages {len(managed)} versions")
    dependencies = root.findall(f"{NAMESPACE}dependencies/{NAMESPACE}dependency")
    for dependency in dependencies:
        check(dependency.findtext(NAMESPACE + "version"), f"{module}: a dependency without a version")
        check(dependency.findtext(NAMESPACE + "scope") != "test", f"{module}: a dependency of tests")
    url = root.findtext(f"{NAMESPACE}scm/{NAMESPACE}url") or ""
    print(f"{module}: POM without a parent, {len(dependencies)} dependencies, {len(managed)} managed versions"
          + (", SCM IS STILL A PLACEHOLDER: say -Dscm.url=…" if url.endswith(".example") else ""))


def components(directory, module):
    """The components of a module's SBOM, each with its licences."""
    sbom = json.loads((directory / f"{PREFIX}{module}-cyclonedx.json").read_text())
    check(sbom["bomFormat"] == "CycloneDX", f"{module}: no SBOM")
    found = {}
    for component in sbom["components"]:
        if component.get("group") == "io.automatum":
            continue
        licences = [entry.get("expression") or entry["license"].get("id") or entry["license"].get("name")
                    for entry in component.get("licenses", [])]
        check(licences and all(licences), f"{component['group']}:{component['name']} has no licence")
        found[f"{component['group']}:{component['name']}", component["version"]] = ", ".join(licences)
    return found


def page(directory):
    starter = components(directory, "starter")
    text = HEADER + KNOWN + "## With the starter\n\n" + table(starter)
    text += "\n## Used where an application has it, and not brought along\n\n"
    text += "Of the auto-configuration:\n\n"
    text += table({key: value for key, value in components(directory, "autoconfigure").items() if key not in starter})
    text += "\nOf the test starter:\n\n"
    return text + table({key: value for key, value in components(directory, "starter-test").items() if key not in starter})


def table(found):
    return TABLE + "".join(f"| `{name}` | {version} | {licences} |\n" for (name, version), licences in sorted(found.items()))


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    directory, document = map(pathlib.Path, arguments)
    for module in MODULE_NAMES:
        check_jars(directory, module)
    for module in (*MODULE_NAMES, "bom"):
        check_pom(directory, module)
    text = page(directory)
    if "--write" in sys.argv:
        document.write_text(text)
    check(document.exists() and document.read_text() == text,
          f"{document} is stale: run src/release/verify --write")
    print(f"{document}: {text.count('| `')} libraries")
    for problem in problems:
        print("PROBLEM:", problem)
    sys.exit(1 if problems else 0)


main()
