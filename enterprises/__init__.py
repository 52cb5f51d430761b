"""The register: enterprises, the groups they belong to, their dated evidence, and the rules of who may get quota."""
