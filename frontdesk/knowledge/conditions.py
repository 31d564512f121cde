"""Decides which plans read a block."""

from frontdesk.knowledge.model import Article, Block, Condition, ConditionKind, Mistake
from frontdesk.knowledge.plans import PlanCatalogue


def plans_seeing(article: Article, catalogue: PlanCatalogue) -> tuple[str, ...]:
    """The plans whose customers may see the article, in rank order."""
    return tuple(id for id in catalogue.ids if id in article.plans)


def plans_reading(block: Block, article: Article, catalogue: PlanCatalogue) -> tuple[str, ...]:
    """The plans whose customers read the block, in rank order, none of which the article is closed to."""
    plans = plans_seeing(article, catalogue)
    return plans if block.condition is None else tuple(id for id in plans if _holds(block.condition, id, catalogue))


def condition_mistakes(block: Block, catalogue: PlanCatalogue) -> list[Mistake]:
    """What is wrong with the names in the block's condition."""
    if block.condition is None:
        return []
    if block.condition.kind is ConditionKind.PLAN:
        known, what = catalogue.ids, "plan"
    else:
        known, what = catalogue.features, "feature"
    unknown = [name for name in block.condition.names if name not in known]
    opening = block.line - 1
    return [Mistake(opening, f"the plan catalogue has no {what} {name}; mend the name") for name in unknown]


def _holds(condition: Condition, plan_id: str, catalogue: PlanCatalogue) -> bool:
    if condition.kind is ConditionKind.PLAN:
        return plan_id in condition.names
    return catalogue.feature(plan_id, condition.names[0]) == (condition.kind is ConditionKind.HAS)
