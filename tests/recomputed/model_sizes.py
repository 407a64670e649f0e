"""Some quoted numbers of `model_sizes`: of its image models, and ends of its columns."""

import numpy as np
from scipy.stats import rankdata


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    extra = np.array(data["image_extra"], dtype=bool)
    size, right = np.array(data["image_params"], dtype=float), np.array(data["image_acc1"])
    flops = np.array(data["image_gflops"])
    of = dict(zip(zip(data["image_name"], data["image_weights"], strict=True), right, strict=True))
    old, new = of["ResNet50", "IMAGENET1K_V1"], of["ResNet50", "IMAGENET1K_V2"]
    b0, vgg = of["EfficientNet_B0", "IMAGENET1K_V1"], of["VGG16", "IMAGENET1K_V1"]
    small = size[data["image_name"].index("EfficientNet_B0")]
    large = size[data["image_name"].index("VGG16")]
    plain_size, plain_right = np.log10(size[~extra]), right[~extra]
    r = np.corrcoef(plain_size, plain_right)[0, 1]
    gains = [
        of[name, "IMAGENET1K_V2"] - of[name, "IMAGENET1K_V1"]
        for name, weights in of
        if weights.endswith("K_V2") and (name, "IMAGENET1K_V1") in of
    ]
    records = data["record_params"]
    return {
        "largest_over_record_before": records[-1] / records[-2],
        "n_image_weights": len(of),
        "n_image_models": len({name for name, _ in of}),
        "n_image_extra": extra.sum(),
        "n_image_plain": len(of) - extra.sum(),
        "vgg16_acc1": vgg,
        "efficientnet_b0_acc1": b0,
        "efficientnet_b0_lead_points": b0 - vgg,
        "vgg16_over_efficientnet_b0": large / small,
        "n_larger_than_b0": np.count_nonzero(size[~extra] > small),
        "n_larger_and_worse_than_b0": sum(
            s > small and a < b0 for s, a in zip(size[~extra], plain_right, strict=True)
        ),
        "resnet50_old_acc1": old,
        "resnet50_new_acc1": new,
        "resnet50_gain_points": new - old,
        "n_retrained": len(gains),
        "retrained_gain_points": sum(gains) / len(gains),
        "retrained_gain_least": min(gains),
        "retrained_gain_most": max(gains),
        "correlation": r,
        "correlation_squared": r * r,
        "correlation_all": np.corrcoef(np.log10(size), right)[0, 1],
        "rank_correlation": np.corrcoef(rankdata(plain_size), rankdata(plain_right))[0, 1],
        "points_per_tenfold": np.polyfit(plain_size, plain_right, 1)[0],
        "correlation_with_operations": np.corrcoef(np.log10(flops[~extra]), plain_right)[0, 1],
    }
