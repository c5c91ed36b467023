"""Print what QGIS's own library says of each layer of a GeoPackage, as JSON.

Run by the Python that has QGIS, which is not the project's.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProviderRegistry,
    QgsRenderContext,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument


def told(path: str, name: str) -> dict[str, Any]:
    """Return how a layer opens."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    renderer = layer.renderer()
    seen: dict[str, Any] = {
        "is_valid": layer.isValid(),
        "rows": layer.featureCount(),
        "fields": {field.name(): field.alias() for field in layer.fields()},
        "renderer": renderer and renderer.type(),
        "categories": {},
        **drawn(layer),
    }
    if hasattr(renderer, "categories"):
        seen["categories"] = {
            category.value(): category.symbol().color().name() for category in renderer.categories()
        }
    seen["styles"] = styles(layer)
    return seen


def drawn(layer: Any) -> dict[str, Any]:  # noqa: ANN401  QGIS has no types
    """Return how many features get a symbol, by which columns, and whether one is sized."""
    renderer, context = layer.renderer(), QgsRenderContext()
    if renderer is None:
        return {"drawn": layer.featureCount(), "drawn_with": [], "is_sized": False}
    context.expressionContext().setFields(layer.fields())
    renderer.startRender(context, layer.fields())
    count = 0
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        count += renderer.symbolForFeature(feature, context) is not None
    columns = sorted(renderer.usedAttributes(context))
    renderer.stopRender(context)
    symbols = renderer.symbols(context)
    sized = [
        part.dataDefinedProperties().isActive(QgsSymbolLayer.PropertySize)
        for symbol in symbols
        for part in symbol.symbolLayers()
    ]
    return {"drawn": count, "drawn_with": columns, "is_sized": any(sized)}


def styles(layer: Any) -> dict[str, str | None]:  # noqa: ANN401
    """Return the kind of each stored style of a layer, once it is the layer's."""
    count, ids, names, *_ = layer.listStylesInDatabase()
    found = {}
    for at, name in zip(ids[:count], names[:count], strict=True):
        document = QDomDocument()
        document.setContent(layer.getStyleFromDatabase(at)[0])
        is_read, message = layer.importNamedStyle(document)
        assert is_read, message
        found[name] = layer.renderer() and layer.renderer().type()
    return found


def main() -> None:
    """Open every layer and print what is seen."""
    application = QgsApplication([], False)  # noqa: FBT003  Qt's own
    application.initQgis()
    path = sys.argv[1]
    found = QgsProviderRegistry.instance().querySublayers(path)
    names = sorted({one.name() for one in found} - {"layer_styles"})
    print(json.dumps({name: told(path, name) for name in names}))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)  # QGIS falls over its own objects as they go


if __name__ == "__main__":
    main()
