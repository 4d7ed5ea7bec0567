"""Text encoder: tokens of a brief or plan to vectors (eqs 1-4), trained with the flow model."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from meshwright.generator.config import MAX_SLOTS, FlowConfig
from meshwright.prompt.tokens import Role


class TextBlock(nn.Module):
    """Pre-norm multi-head self-attention (eqs 56-58) and feed-forward network (eqs 2-3)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:  # [B, T, W], [B, 1, 1, T]
        b, t, w = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = x + self.out(a.transpose(1, 2).reshape(b, t, w))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class TextEncoder(nn.Module):
    """Tokens to a sequence and a pooled vector.

    A token's embedding is the sum of a learned word (row 0 for free words), a projection of the word's distilled
    vector, its role and its slot (eq 1). The first position is the [CLS] token whose output is pooled (eq 4).
    """

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        c = config
        self.word = nn.Embedding(c.words, c.text_width)
        self.role = nn.Embedding(len(Role), c.text_width)
        self.slot = nn.Embedding(MAX_SLOTS + 1, c.text_width)
        self.meaning = nn.Linear(c.word_vector, c.text_width)
        self.cls = nn.Parameter(torch.zeros(c.text_width))
        self.blocks = nn.ModuleList(TextBlock(c.text_width, c.text_heads) for _ in range(c.text_depth))
        self.norm = nn.LayerNorm(c.text_width)
        for table in (self.word, self.role, self.slot):
            nn.init.normal_(table.weight, std=0.5)

    def forward(self, words: Tensor, roles: Tensor, slots: Tensor, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """words, roles, slots: [B, T] int64, role 0 is padding.  vectors: [B, T, 64] float.

        Returns the sequence [B, T + 1, W], zero at padding, and the pooled vector [B, W].
        """
        x = self.word(words) + self.role(roles) + self.slot(slots) + self.meaning(vectors)
        x = torch.cat((self.cls.expand(x.shape[0], 1, -1).to(x.dtype), x), 1)
        pad = F.pad((roles == 0).to(x.dtype) * -1e4, (1, 0))
        for block in self.blocks:
            x = block(x, pad[:, None, None, :])
        x = self.norm(x) * (pad == 0).to(x.dtype)[..., None]
        return x, x[:, 0]
